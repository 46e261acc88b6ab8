#include "model/error.h"

namespace outcry {
namespace {

const char* text(Errc e) {
  switch (e) {
    case Errc::invalid_utf8:
      return "invalid UTF-8";
    case Errc::lone_surrogate:
      return "lone surrogate";
    case Errc::not_an_object:
      return "not an object";
    case Errc::bad_json:
      return "broken JSON";
    case Errc::too_deep:
      return "nested too deep";
    case Errc::too_long:
      return "record too long";
    case Errc::no_text:
      return "no text";
    case Errc::no_time:
      return "no usable time";
    case Errc::no_id:
      return "no id";
    case Errc::bad_row:
      return "broken CSV row";
    case Errc::unknown_record:
      return "unknown record";
    case Errc::truncated:
      return "truncated";
    case Errc::bad_checksum:
      return "bad checksum";
    case Errc::bad_container:
      return "damaged container";
    case Errc::too_large:
      return "expands beyond the limit";
    case Errc::nested_too_deep:
      return "containers nested too deep";
    case Errc::unknown_format:
      return "unknown format";
    case Errc::not_found:
      return "not found";
    case Errc::io:
      return "input/output error";
    case Errc::corrupt:
      return "corrupt";
    case Errc::newer_version:
      return "written by a newer outcry";
    case Errc::mismatch:
      return "made with other settings";
    case Errc::invalid_argument:
      return "invalid argument";
    case Errc::shape_mismatch:
      return "shape mismatch";
    case Errc::no_count:
      return "no usable count";
    case Errc::out_of_order:
      return "its window is not later than that of the row before";
  }
  return "unknown error";
}

class Category final : public boost::system::error_category {
 public:
  const char* name() const noexcept override { return "outcry"; }
  std::string message(int value) const override { return text(static_cast<Errc>(value)); }
};

}  // namespace

const boost::system::error_category& errc_category() noexcept {
  static const Category category;
  return category;
}

std::string describe(const Problem& problem) {
  std::string out = problem.file;
  if (!problem.member.empty()) out += "!" + problem.member;
  if (problem.line != 0) {
    out += ":" + std::to_string(problem.line);
  } else if (problem.offset != 0) {
    out += " at byte " + std::to_string(problem.offset);
  }
  out += std::string(": ") + text(problem.reason);
  if (!problem.detail.empty()) out += ": " + problem.detail;
  return out;
}

}  // namespace outcry
