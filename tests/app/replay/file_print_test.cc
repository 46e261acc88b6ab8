// The same file, a grown one and another, told apart by a few bytes.
#include "app/replay/file_print.h"

#include "archive_files.h"

namespace outcry::app {
namespace {

class Prints : public Archives {
 protected:
  static std::string content(std::size_t size) {
    std::string out(size, 'a');
    for (std::size_t i = 0; i < size; i += 7) out[i] = static_cast<char>('b' + i / 7 % 20);
    return out;
  }
};

TEST_F(Prints, AreEqualForEqualBytesUnderAnyName) {
  for (const std::size_t size : {0UL, 1UL, 100'000UL, 1'000'000UL}) {
    const auto a = print_of(write("a", content(size)), size);
    ASSERT_TRUE(a);
    EXPECT_EQ(a->size, size);
    EXPECT_EQ(a, print_of(write("b", content(size)), size));
  }
}

TEST_F(Prints, KeepWhatWasReadOfAFileThatGrows) {
  const auto path = write("a", content(500'000));
  const auto before = print_of(path, 500'000);
  write("a", content(500'000) + content(90'000));
  EXPECT_EQ(print_of(path, 500'000), before);
  EXPECT_NE(print_of(path, 590'000), before);
}

TEST_F(Prints, DifferWhenTheBeginningTheEndOrASampleDiffers) {
  const auto before = print_of(write("a", content(1'000'000)), 1'000'000);
  for (const std::size_t at : {0UL, 65'535UL, 65'537UL, 934'465UL, 999'999UL}) {
    std::string other = content(1'000'000);
    other[at] = '!';
    EXPECT_NE(print_of(write("b", other), 1'000'000), before) << at;
  }
}

TEST_F(Prints, AreOnlyOfRegularFilesThatAreLongEnough) {
  EXPECT_FALSE(print_of(write("a", "abc"), 4));
  EXPECT_FALSE(print_of(path("none"), 0));
  EXPECT_FALSE(print_of(path(""), 0));
  EXPECT_FALSE(print_of("/dev/null", 0));
  EXPECT_FALSE(file_size("/dev/null"));
}

TEST_F(Prints, TellWhetherALineIsWhole) {
  EXPECT_TRUE(ends_with_line_break(write("a", "one\ntwo\n"), 8));
  EXPECT_FALSE(ends_with_line_break(path("a"), 7));
  EXPECT_TRUE(ends_with_line_break(path("a"), 4));
  EXPECT_FALSE(ends_with_line_break(path("a"), 0));
  EXPECT_FALSE(ends_with_line_break(path("none"), 3));
}

}  // namespace
}  // namespace outcry::app
