"""benchmarks/detection/plots.py: a table in, pictures out; a table that is not one is refused with its line."""

import subprocess
import sys
import xml.etree.ElementTree as xml

import program

SCRIPT = program.SOURCE / "benchmarks" / "detection" / "plots.py"
SVG = "{http://www.w3.org/2000/svg}"
PICTURES = ("promise.svg", "delay.svg", "delay-minutes.svg")
ASKED = ("1 per 30 d", "1 per 90 d")


def heading(first, columns):
    return f"{first} " + " ".join(columns.replace("ASKED", asked) for asked in ASKED) + "\n"


OUTPUT = (
    "Chart sr, 24 series of 45 days, 120 surges; alarms told over alarms asked.\n\n"
    + heading("| noise | reporters/min |", "ASKED: days 0 to 14 | from day 14 on |")
    + "| --- | --- | --- | --- | --- | --- |\n"
    "| Poisson | 0.05 | 0.45 ± 0.18 | 0.81 ± 0.14 | 0.80 ± 0.44 | 0.85 ± 0.28 |\n"
    "| cycle 9:1, <size> 5 & more | 20 | 0.00 ± 0.09 | 0.12 ± 0.07 | 0.00 ± 0.27 | 20.5 ± 3.50 |\n\n"
    "Minutes from the beginning of a surge until it is told, at most 300; 1 = in its first window.\n\n"
    + heading(
        "| noise | reporters/min | surge |",
        "ASKED: opened (suspected), min | optimum | ratio | % missed in 30, 300 min (optimum) |",
    )
    + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    "| Poisson | 0.1 | x2 | 187.74 (162.50) | 146.60 at 34 d | 1.28 | 97, 24 (98, 8)"
    " | 217.57 (200.12) | 180.14 at asked 90 d | 1.21 | 99, 37 (100, 17) |\n"
    "| Poisson | 2 | x2 | 15.73 (14.05) | 12.73 at 53 d | 1.24 | 5, 0 (1, 0)"
    " | 18.12 (16.92) | 14.08 at 124 d | 1.29 | 10, 0 (2, 0) |\n"
    "| Poisson | 2 | x10 | 1.00 (1.00) | 1.00 at 53 d | 1.00 | 0, 0 (0, 0)"
    " | 1.00 (1.00) | 1.00 at 124 d | 1.00 | 0, 0 (0, 0) |\n\n"
    "From 0.5 a minute up at most 1.3 times the optimum's delay: 4 of 4 cells.\n"
)


class Plots(program.Scratch):
    def draw(self, output, folder="pictures"):
        data = output if isinstance(output, bytes) else output.encode()
        return subprocess.run([sys.executable, SCRIPT, "-", self.path(folder)], input=data, capture_output=True)

    def refused(self, output, *told):
        done = self.draw(output)
        error = done.stderr.decode()
        self.assertEqual(done.returncode, 1, error)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertTrue(error.isascii())
        for part in told:
            self.assertIn(part, error)
        self.assertFalse(self.path("pictures").exists())

    def marks(self, name):
        """(all, open) marks of a picture, which is well-formed."""
        root = xml.parse(self.path("pictures") / name).getroot()
        classes = [path.get("class").split() for path in root.iter(f"{SVG}path")]
        marks = [names for names in classes if "mark" in names]
        return len(marks), sum("open" in names for names in marks)

    def test_every_value_is_a_mark_and_zeros_and_capped_delays_are_open(self):
        done = self.draw(OUTPUT)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual([self.marks(name) for name in PICTURES], [(8, 2), (6, 2), (6, 2)])

    def test_pictures_have_a_title_and_a_description_and_no_script(self):
        self.draw(OUTPUT)
        for name in PICTURES:
            root = xml.parse(self.path("pictures") / name).getroot()
            self.assertTrue(root.find(f"{SVG}title").text)
            self.assertTrue(root.find(f"{SVG}desc").text)
            self.assertIsNone(root.find(f".//{SVG}script"))

    def test_no_text_is_beyond_the_picture(self):
        self.draw(OUTPUT)
        for name in PICTURES:
            root = xml.parse(self.path("pictures") / name).getroot()
            width, height = map(float, root.get("viewBox").split()[2:])
            for text in root.iter(f"{SVG}text"):
                self.assertTrue(0 < float(text.get("x")) < width and 0 < float(text.get("y")) < height, text.text)

    def test_the_same_output_makes_the_same_bytes_whatever_is_around_it(self):
        self.draw(OUTPUT, "a")
        self.draw("something before\n| other | table |\n" + OUTPUT.replace("\n", "\r\n") + "and after\n", "b")
        for name in PICTURES:
            self.assertEqual((self.path("a") / name).read_bytes(), (self.path("b") / name).read_bytes())

    def test_a_cell_that_is_no_number_is_refused_with_its_line_and_column(self):
        for wrong in ("nan", "-0.45", "1e5", "", "0.45\x1b[31m", "\u202e0.45", "9" * 40):
            self.refused(OUTPUT.replace("0.45", wrong), "plots.py: -:5: ", "cannot stand in column 3")
        self.refused(OUTPUT.replace("x10", "xx"), "-:14: 'xx' cannot stand in column 3")
        self.refused(OUTPUT.encode().replace(b"| Poisson | 0.05", b"| Poi\xffsson | 0.05"), "-:5: ", "column 1")

    def test_rates_and_delays_of_zero_have_no_place_on_a_log_axis(self):
        self.refused(OUTPUT.replace("| 0.05 |", "| 0 |"), "-:5: 0 is not more than 0")
        self.refused(OUTPUT.replace("15.73 (", "0.00 ("), "-:13: 0.00 is not more than 0")

    def test_rows_that_are_cut_short_or_told_twice_are_refused(self):
        row = OUTPUT.splitlines()[4]
        self.refused(OUTPUT.replace(row, row[:40]), "-:5: this line of the table is cut off")
        self.refused(OUTPUT.replace(row, row[: row.rindex("| 0.85")]), "-:5: ")
        self.refused(OUTPUT.replace(row, f"{row} 1 |"), "-:5: 7 columns where the heading has 6")
        self.refused(OUTPUT.replace(row, f"{row}\n{row}"), "-:6: the table has this row twice")

    def test_headings_of_other_tables_are_refused(self):
        self.refused(OUTPUT.replace("from day 14 on", "later"), "-:3: this heading is not one of detection_promise")
        self.refused(OUTPUT + OUTPUT, "-:19: a second table of this kind")

    def test_output_that_ends_early_says_what_it_lacks(self):
        self.refused("", "-:1: ends without the line that says what was simulated")
        lines = OUTPUT.splitlines(keepends=True)
        self.refused("".join(lines[:7]), "-:7: ends without the table of delays")
        self.refused("".join(lines[:14]), "-:14: ends without", "did the program run to its end?")


program.main()
