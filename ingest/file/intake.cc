#include "ingest/file/intake.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "net/refusal.h"

namespace outcry::ingest::file {

Intake::Intake(const FileOptions& options, const SourceContext& context, TailCursor cursor, SourceOutput& output,
               const boost::asio::any_io_executor& executor)
    : options_(options),
      context_(context),
      cursor_(cursor),
      clock_(cursor_.newest),
      conversation_(executor, context, {.layout = options.layout, .name = options.path}, output,
                    [this](SourceBatch& batch) { stamp(batch); }) {
  conversation_.set_host(options.shown());
}

std::optional<net::Failure> Intake::recognise(std::string_view head, bool is_whole) {
  auto content = content_of(head, options_.layout, is_whole);
  if (content.is == Content::Is::refused)
    return net::failure(net::Fault::fatal, options_.shown() + ": " + std::move(content.why));
  if (content.is == Content::Is::unclear) return std::nullopt;
  Layout layout = options_.layout;
  layout.format = content.format;
  conversation_.set_layout(std::move(layout));
  is_format_known_ = true;
  return std::nullopt;
}

void Intake::begin() {
  lines_ = Lines(kMostLine);
  too_long_told_ = 0;
}

void Intake::take(std::string_view bytes) {
  auto& counters = conversation_.counters();
  counters.bytes += bytes.size();
  counters.bytes_unpacked += bytes.size();
  lines_.put(bytes);
  while (const auto line = lines_.next()) record(*line);
  counters.too_long += lines_.too_long() - std::exchange(too_long_told_, lines_.too_long());
  conversation_.progress();
}

void Intake::take_last() {
  record(lines_.last());
  conversation_.moved();
}

void Intake::record(std::string_view line) {
  if (line.find_first_not_of(" \t") == std::string_view::npos) return;
  ++conversation_.counters().messages;
  conversation_.append(line);
}

boost::asio::awaitable<void> Intake::yield() {
  co_await boost::asio::post(conversation_.executor(), boost::asio::use_awaitable);
}

void Intake::stamp(SourceBatch& batch) {
  clock_.hear(batch.block, context_.now());
  cursor_.newest = clock_.newest();
  batch.cursor = cursor_.to_json();
  batch.newest = cursor_.newest;
}

}  // namespace outcry::ingest::file
