// Reddit's listings of the newest without a socket: where to ask, which token holds, how often to ask.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/listing.h"
#include "ingest/reddit/page.h"
#include "ingest/silence.h"
#include "net/url.h"

namespace outcry::ingest::reddit {

inline constexpr std::size_t kPageThings = 100;  ///< most that the server gives

struct RedditOptions {
  std::string client_id;
  std::string client_secret;
  std::string user_agent;
  std::vector<std::string> subreddits;  ///< at least one
  bool comments = true;
  std::chrono::milliseconds every{15'000};
  std::chrono::seconds backfill{7'200};  ///< how far back the first start reads, as far as the server lists
  net::Url auth;
  net::Url api;
};

/// Where each listing was read to.
struct RedditCursor {
  Listing posts;
  Listing comments;
  std::string to_json() const;
  /// Whatever is unreadable begins at `since`.
  static RedditCursor from_json(std::string_view text, EventTime since);
  static RedditCursor first(EventTime since);
};

/// Knows no socket and no clock.
class Feed {
 public:
  Feed(const RedditOptions& options, RedditCursor cursor);

  net::Url token_address() const;
  std::string basic_credentials() const;  ///< value of the Authorization header that asks for a token
  /// Whether a token is needed before the next question. It is renewed a tenth of its life before its end.
  bool needs_token(EventTime now) const;
  void take_token(Token token, EventTime now);
  void forget_token() { token_.reset(); }
  std::string bearer() const { return "Bearer " + token_->value; }

  std::size_t listings() const { return options_.comments ? 2 : 1; }
  Listing& listing(std::size_t index) { return index == 0 ? cursor_.posts : cursor_.comments; }
  /// The page of the listing behind the thing `after`, "" = the newest.
  net::Url address(std::size_t index, std::string_view after) const;

  /// Headers x-ratelimit-remaining and x-ratelimit-reset.
  void granted(std::string_view remaining, std::string_view reset);
  /// All listings were read.
  void round_done(EventTime now);
  std::chrono::milliseconds wait() const { return pace_.wait(listings()); }

  EventTime newest() const;
  const Silence& silence() const { return silence_; }
  const RedditCursor& cursor() const { return cursor_; }

 private:
  struct Held {
    std::string value;
    EventTime until;
  };

  const RedditOptions& options_;
  RedditCursor cursor_;
  std::string path_;
  std::optional<Held> token_;
  Pace pace_;
  Silence silence_;
  bool heard_any_ = false;
};

/// What Reddit asks of a user agent: `platform:app:version (by /u/name)`.
bool is_proper_user_agent(std::string_view text);
/// The name of a subreddit, without "r/".
bool is_subreddit(std::string_view text);

}  // namespace outcry::ingest::reddit
