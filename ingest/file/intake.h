// Bytes of a file or a pipe on their way: what the content is, whole lines, records handed over. Shared by both.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/conversation.h"
#include "ingest/file/tail.h"
#include "ingest/post_clock.h"

namespace outcry::ingest::file {

inline constexpr std::size_t kMostLine = 1 << 20;
inline constexpr std::size_t kPiece = 64 << 10;

struct FileOptions {
  std::string path;
  Layout layout;
  std::chrono::milliseconds poll{250};
  bool follow = true;
  bool from_end = false;

  /// For people.
  std::string shown() const { return path == "-" ? "standard input" : path; }
};

class Intake {
 public:
  Intake(const FileOptions& options, const SourceContext& context, TailCursor cursor, SourceOutput& output,
         const boost::asio::any_io_executor& executor);

  Conversation& conversation() { return conversation_; }
  TailCursor& cursor() { return cursor_; }
  EventTime newest() const { return clock_.newest(); }  ///< of the posts

  bool knows_format() const { return is_format_known_; }
  /// Looks at the first bytes. `is_whole`: nothing comes behind them for now. A content that cannot be read ends it
  /// all.
  std::optional<net::Failure> recognise(std::string_view head, bool is_whole);

  /// Another file or pipe begins.
  void begin();
  void take(std::string_view bytes);
  /// What is left without a line break, when no more comes.
  void take_last();
  std::uint64_t taken() const { return lines_.taken(); }

  /// Lets the others have their turn.
  boost::asio::awaitable<void> yield();

 private:
  void record(std::string_view line);
  void stamp(SourceBatch& batch);

  const FileOptions& options_;
  const SourceContext& context_;
  TailCursor cursor_;
  PostClock clock_;
  Conversation conversation_;
  Lines lines_{kMostLine};
  std::uint64_t too_long_told_ = 0;
  bool is_format_known_ = false;
};

}  // namespace outcry::ingest::file
