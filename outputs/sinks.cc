#include "outputs/sinks.h"

#include "outputs/ndjson/sink.h"
#include "outputs/terminal/sink.h"

namespace outcry::outputs {
namespace {

using Made = Result<std::unique_ptr<Sink>>;

Made make_ndjson(const SinkOptions& options) {
  if (options.target != "-") {
    return ndjson::open_file(options.target, options.first ? ndjson::Existing::refuse : ndjson::Existing::go_on);
  }
  if (options.out == nullptr) return Errc::invalid_argument;
  return ndjson::to_stream(*options.out);
}

Made make_terminal(const SinkOptions& options) {
  if (options.out == nullptr) return Errc::invalid_argument;
  return terminal::to_stream(*options.out, {.colour = options.colour, .columns = options.columns});
}

struct Row {
  std::string_view name;
  Made (*make)(const SinkOptions&);
};

constexpr Row kSinks[] = {
    {"terminal", make_terminal},
    {"ndjson", make_ndjson},
};

}  // namespace

std::vector<std::string_view> sink_names() {
  std::vector<std::string_view> out;
  for (const auto& row : kSinks) out.push_back(row.name);
  return out;
}

Result<std::unique_ptr<Sink>> make_sink(std::string_view name, const SinkOptions& options) {
  for (const auto& row : kSinks) {
    if (row.name == name) return row.make(options);
  }
  return Errc::not_found;
}

}  // namespace outcry::outputs
