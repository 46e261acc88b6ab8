// Server-sent events, cut from pieces of a stream.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace outcry::net {

/// As in the HTML standard, section "Interpreting an event stream": LF, CR or CRLF, comments, "data" lines joined by
/// LF, a BOM at the start. An event (or a line) longer than `max_bytes` is passed over and counted, and takes with it
/// what stands before the next blank line. No I/O.
class SseReader {
 public:
  struct Event {
    std::string_view type;  ///< "message" when the event names none
    std::string_view data;
    std::string_view id;  ///< the last id heard
  };
  using OnEvent = std::function<void(const Event&)>;
  explicit SseReader(std::size_t max_bytes);
  void feed(std::string_view piece, const OnEvent& on_event);
  std::uint64_t too_long() const { return too_long_; }
  std::uint64_t comments() const { return comments_; }  ///< heartbeats mostly

 private:
  void append(std::string_view part);
  void take_line(const OnEvent& on_event);
  void take_field();
  void end_of_event(const OnEvent& on_event);
  std::size_t max_bytes_;
  std::string line_;
  std::string type_;
  std::string data_;
  std::string id_;
  bool has_data_ = false;
  bool skipping_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  std::uint64_t too_long_ = 0;
  std::uint64_t comments_ = 0;
};

}  // namespace outcry::net
