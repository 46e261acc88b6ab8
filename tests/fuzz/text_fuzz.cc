// Fuzzes what decoders share: HTML, entities, times, CSV rows, recognition.
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/record/csv.h"
#include "ingest/record/html.h"
#include "ingest/record/recognise.h"
#include "ingest/record/times.h"

namespace {

using namespace outcry::ingest;

/// Valid in, valid out.
void html(std::string_view text) {
  std::string out;
  append_html(text, out);
  append_unescaped(text, out);
  const bool valid = simdjson::validate_utf8(text.data(), text.size());
  if (valid && !simdjson::validate_utf8(out.data(), out.size())) __builtin_trap();
  out.clear();
  append_latin1(text, out);
  if (!simdjson::validate_utf8(out.data(), out.size())) __builtin_trap();
}

/// Rows follow each other without gap, each at least one byte; a whole row splits into cells.
void rows(std::string_view text) {
  CsvRow cells;
  while (!text.empty()) {
    const auto row = row_end(text, ',');
    if (row.end == 0 || row.end > text.size()) __builtin_trap();
    const bool split = cells.split(text.substr(0, row.end), ',');
    if (row.state == RowEnd::State::whole && !split) __builtin_trap();
    if (row.state == RowEnd::State::broken && split) __builtin_trap();
    text.remove_prefix(row.end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  html(text);
  rows(text);
  (void)read_time(text);
  if (!text.empty()) (void)recognise(text, {});
  return 0;
}
