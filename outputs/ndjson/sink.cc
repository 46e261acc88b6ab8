#include "outputs/ndjson/sink.h"

#include <string>
#include <string_view>
#include <utility>

#include "outputs/event_order.h"
#include "outputs/ndjson/event_file.h"
#include "outputs/stream_sink.h"

namespace outcry::outputs::ndjson {
namespace {

constexpr std::string_view kName = "ndjson";

class FileSink final : public Sink {
 public:
  explicit FileSink(EventFile file) : file_(std::move(file)), order_(file_.last_sequence()) {}

  std::string_view name() const override { return kName; }

  Result<void> deliver(const EventLine& event) override {
    const auto is_new = order_.is_new(event.sequence);
    if (!is_new) return is_new.error();
    if (!*is_new) return file_.holds(event.sequence, event.json);
    if (auto written = file_.append(event.sequence, event.json); !written) return written;
    order_.taken(event.sequence);
    return {};
  }

  Result<void> finish() override { return file_.sync(); }

 private:
  EventFile file_;
  EventOrder order_;
};

class LineSink final : public StreamSink {
 public:
  explicit LineSink(std::ostream& out) : StreamSink(out) {}

  std::string_view name() const override { return kName; }

 private:
  Result<std::string> told(const EventLine& event) const override { return std::string(event.json) + '\n'; }
};

}  // namespace

Result<std::unique_ptr<Sink>> open_file(const std::string& path, Existing existing) {
  auto file = EventFile::open(path);
  if (!file) return file.error();
  auto ready = existing == Existing::refuse ? file->begin() : file->take_up();
  if (!ready) return ready.error();
  return std::unique_ptr<Sink>(std::make_unique<FileSink>(std::move(*file)));
}

std::unique_ptr<Sink> to_stream(std::ostream& out) { return std::make_unique<LineSink>(out); }

}  // namespace outcry::outputs::ndjson
