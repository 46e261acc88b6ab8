// A source whose every run is an object of its own: what nearly all of them are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/this_coro.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "ingest/sources.h"

namespace outcry::ingest {

/// `Run` has:
///   using Options;                                    what the settings say; outlives it
///   static constexpr std::string_view kKind;
///   static std::string first_cursor(const Options&, EventTime now);
///   Run(const Options&, const SourceContext&, std::string_view cursor, SourceOutput&, const any_io_executor&);
///   awaitable<void> run();
/// A cursor that cannot be read is that of a first start: `Run` sees to that.
template <class Run>
class OneRunSource final : public Source {
 public:
  OneRunSource(typename Run::Options options, SourceContext context)
      : options_(std::move(options)), context_(std::move(context)) {}

  std::string_view kind() const override { return Run::kKind; }

  std::string first_cursor(EventTime now) const override { return Run::first_cursor(options_, now); }

  boost::asio::awaitable<void> run(std::string cursor, SourceOutput& output) override {
    Run one(options_, context_, cursor, output, co_await boost::asio::this_coro::executor);
    co_await one.run();
  }

 private:
  typename Run::Options options_;
  SourceContext context_;
};

/// A cursor as `Cursor::from_json` reads it, or else the first one of `Run`.
template <class Run, class Cursor>
Cursor cursor_of(const typename Run::Options& options, const SourceContext& context, std::string_view text) {
  if (auto read = Cursor::from_json(text)) return std::move(*read);
  return std::move(*Cursor::from_json(Run::first_cursor(options, context.now())));
}

}  // namespace outcry::ingest
