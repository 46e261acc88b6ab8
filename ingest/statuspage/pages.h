// Status pages that are polled, without their sockets: which one is asked next, what is news, what becomes of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/poll.h"
#include "ingest/source.h"
#include "ingest/statuspage/page.h"
#include "model/catalog.h"
#include "net/url.h"

namespace outcry::ingest::statuspage {

/// A page and whose word it is: nobody's, one service's, or that of several (then an incident is told of those that
/// it names, or of all).
struct Watched {
  net::Url url;
  struct Speaker {
    std::string service;             ///< slug
    std::vector<std::string> names;  ///< small letters
  };
  std::vector<Speaker> speakers;
};

struct PagesOptions {
  std::vector<Watched> pages;
  bool is_catalog = false;  ///< many pages, of which some may be of another kind
  std::chrono::milliseconds every{60'000};
  std::chrono::seconds backfill{86'400};  ///< how far back the first start reads
};

/// The pages of all services of a catalog, each once.
std::vector<Watched> pages_of(const Catalog& catalog);
/// One page, of `about` ("" = of nobody).
Watched page_of(net::Url url, std::string_view about);

/// What is kept of a page between two polls, and between two runs.
struct PageMemory {
  static constexpr std::size_t kMostKnown = 64;

  struct Known {
    std::uint64_t name = 0;
    std::int64_t created = 0;  ///< microseconds since 1970
  };
  Validators validators;
  EventTime heard{};                        ///< of the last good answer; 1970 = none
  EventTime horizon{};                      ///< updates up to then are not told: they were, or are too old
  std::string updated;                      ///< as the page said
  std::vector<Known> known;                 ///< updates that were told since the horizon, in order of time
  std::vector<std::uint64_t> open;          ///< incidents of the last summary
  std::map<std::string, std::string> down;  ///< status of components that do not work, by the short name of its id
};

struct PagesCursor {
  EventTime since{};
  std::map<std::string, PageMemory> pages;  ///< by address

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<PagesCursor> from_json(std::string_view text);
};

/// Knows no socket and no clock: `at` is any time that only goes forward. Legal order: begin (next (unchanged | other |
/// failed | told gathered? handed_on* done))*.
class Pages {
 public:
  using At = std::chrono::milliseconds;

  Pages(PagesOptions options, PagesCursor cursor, EventTime now);

  /// A new series of questions: what did not answer is asked at once.
  void begin(At at);
  /// The page that is due; it is under way until it is answered.
  std::optional<std::size_t> next(At at);
  /// How long until one is due.
  At wait(At at) const;

  net::HttpRequest summary_request(std::size_t page) const;
  net::HttpRequest incidents_request(std::size_t page) const;
  Poll::Outcome heard(std::size_t page, const net::HttpAnswer& answer) { return slots_[page].poll.heard(answer); }
  /// The summary tells only of what is open: whether all incidents are to be asked for as well.
  bool wants_incidents(std::size_t page, const Page& summary) const;

  struct News {
    EventTime time{};
    std::uint64_t name = 0;
    std::vector<std::string> records;  ///< one for each service
    EventTime created{};               ///< by the page's word; `time` may be later
  };
  struct Told {
    std::vector<News> news;  ///< oldest first
    std::optional<Gap> gap;
  };
  /// `incidents`: null when they were not asked for.
  Told told(std::size_t page, const Page& summary, const Page* incidents, EventTime now);
  /// It has answered; what it told is handed on later, together with what others tell.
  void gathered(std::size_t page);
  void handed_on(std::size_t page, const News& news);
  void done(std::size_t page, const net::HttpAnswer& answer, const Page& summary, At at, EventTime now);
  void unchanged(std::size_t page, const net::HttpAnswer& answer, At at, EventTime now);
  /// It answered, but is no Statuspage: asked again in a day.
  void other(std::size_t page, At at);
  void failed(std::size_t page, const net::Failure& failure, At at);

  bool is_round_over() const;  ///< every page was asked since `begin`
  bool is_any_good() const;    ///< the last answer of some page was good
  bool was_heard() const;      ///< some page ever was
  std::size_t others() const;
  std::size_t failing() const;
  std::size_t size() const { return slots_.size(); }
  const PagesOptions& options() const { return options_; }

  std::string cursor() const;
  /// Up to when all good pages were heard; 1970 when none is good.
  EventTime newest() const;

 private:
  enum class Kind : std::uint8_t { unasked, good, other, failing };
  struct Slot {
    Watched watched;
    Poll poll;
    PageMemory memory;
    Kind kind = Kind::unasked;
    bool under_way = false;
    bool asked = false;  ///< since `begin`
    bool first = true;   ///< no whole answer yet in this run
    unsigned failures = 0;
    At due{};
  };
  void settle(Slot& slot, Kind kind, At due);
  void answered(Slot& slot, const net::HttpAnswer& answer, At at, EventTime now);
  EventTime time_of(const Slot& slot, EventTime said, EventTime now) const;
  void updates(const Slot& slot, const Incident& incident, EventTime now, std::vector<News>& out) const;
  void components(const Slot& slot, const Page& summary, EventTime now, std::vector<News>& out) const;
  static std::optional<Gap> gap_before(const PageMemory& memory, const Page& incidents);

  PagesOptions options_;
  EventTime since_;
  std::vector<Slot> slots_;
};

/// The address by which a page is known: without a slash at its end.
std::string shown_address(const net::Url& url);

}  // namespace outcry::ingest::statuspage
