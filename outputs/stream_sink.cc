#include "outputs/stream_sink.h"

#include <ostream>

namespace outcry::outputs {

Result<void> StreamSink::deliver(const EventLine& event) {
  const auto is_new = order_.is_new(event.sequence);
  if (!is_new) return is_new.error();
  if (!*is_new) return {};
  const auto text = told(event);
  if (!text) return text.error();
  out_.clear();
  out_ << *text << std::flush;
  if (!out_) return Errc::io;
  order_.taken(event.sequence);
  return {};
}

Result<void> StreamSink::finish() {
  out_.flush();
  if (!out_) return Errc::io;
  return {};
}

}  // namespace outcry::outputs
