#include "outputs/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "outputs/store/counts_writer.h"
#include "outputs/store/database.h"
#include "outputs/store/levels_writer.h"
#include "outputs/store/posts_writer.h"
#include "outputs/store/schema.h"

namespace outcry::outputs {
namespace {

using store::Database;
using store::Statement;

std::int64_t microseconds(EventTime time) { return time.time_since_epoch().count(); }
EventTime event_time(std::int64_t microseconds) { return EventTime(std::chrono::microseconds(microseconds)); }

std::uint32_t small(std::int64_t value) { return static_cast<std::uint32_t>(std::max<std::int64_t>(value, 0)); }

/// "1699…,key" behind which the next page begins.
struct PlaceInPosts {
  std::int64_t time = std::numeric_limits<std::int64_t>::max();
  std::string id;
};

PlaceInPosts place_of(const std::string& text) {
  PlaceInPosts out;
  const auto comma = text.find(',');
  if (comma == std::string::npos) return out;
  try {
    out.time = std::stoll(text.substr(0, comma));
  } catch (const std::exception&) {
    return out;
  }
  out.id = text.substr(comma + 1);
  return out;
}

/// `sign` times the share of each step that lies within.
void add_heard(std::vector<double>& heard, const Steps& steps, const Window& within, int sign) {
  const EventTime from = std::max(within.begin, steps.begin);
  const EventTime to = std::min(within.end, steps.end());
  if (from >= to) return;
  for (auto i = static_cast<std::size_t>((from - steps.begin) / steps.step); i < steps.count; ++i) {
    const EventTime begin = steps.begin + i * steps.step;
    if (begin >= to) return;
    const std::chrono::duration<double> common = std::min(to, begin + steps.step) - std::max(from, begin);
    heard[i] = std::clamp(heard[i] + sign * (common / steps.step), 0.0, 1.0);
  }
}

}  // namespace

struct History::Impl {
  Database database;
  std::string path;
  mutable Failures failures;

  void failed(const boost::system::error_code& why) const {
    ++failures.count;
    failures.why = why.message();
  }

  /// Calls `on_row` for each row.
  template <class Bind, class OnRow>
  void each(std::string_view sql, const Bind& bind, const OnRow& on_row) const {
    auto statement = database.prepare(sql);
    if (!statement) return failed(statement.error());
    bind(*statement);
    auto row = statement->step();
    for (; row && *row; row = statement->step()) on_row(*statement);
    if (!row) failed(row.error());
  }

  std::vector<NamedCount> named(std::string_view sql, std::string_view service, EventTime from, EventTime to) const {
    std::vector<NamedCount> out;
    each(
        sql, [&](Statement& it) { bind_interval(it, service, from, to); },
        [&](const Statement& it) {
          out.push_back({std::string(it.text(0)), small(it.integer(1)), small(it.integer(2)), small(it.integer(3))});
        });
    return out;
  }

  static void bind_interval(Statement& statement, std::string_view service, EventTime from, EventTime to) {
    statement.bind(1, service);
    statement.bind(2, microseconds(from));
    statement.bind(3, microseconds(to));
  }

  std::map<std::int64_t, std::string> slugs() const {
    std::map<std::int64_t, std::string> out;
    each(
        "SELECT id, slug FROM services", [](Statement&) {},
        [&](const Statement& it) { out.emplace(it.integer(0), it.text(1)); });
    return out;
  }

  static LevelsAt named_levels(const Statement& row, const std::map<std::int64_t, std::string>& slugs) {
    LevelsAt out{.at = event_time(row.integer(0))};
    for (const auto& level : store::unpacked(row.text(1))) {
      const auto slug = slugs.find(level.service);
      if (slug == slugs.end()) continue;
      out.services.emplace_back(slug->second, ServiceLevel{.expected = level.expected,
                                                           .excess = level.excess,
                                                           .false_alarms_per_day = level.false_alarms_per_day});
    }
    return out;
  }
};

Result<History> History::open(const std::string& path) {
  auto database = Database::open(path, Database::Mode::read_only);
  if (!database) return database.error();
  const auto content = store::content(*database);
  if (!content) return content.error();
  if (*content == store::Content::blank) return Errc::not_found;
  return History(std::make_unique<Impl>(Impl{std::move(*database), path, {}}));
}

History::History(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

std::optional<StoreHead> History::head() const {
  std::optional<StoreHead> out;
  impl_->each(
      "SELECT closed_until, last_sequence, (SELECT min(begin) FROM windows), (SELECT end - begin FROM windows ORDER BY "
      "begin DESC LIMIT 1) FROM checkpoint",
      [](Statement&) {},
      [&](const Statement& it) {
        out = StoreHead{.begin = event_time(it.integer(2)),
                        .closed_until = event_time(it.integer(0)),
                        .last_sequence = static_cast<std::uint64_t>(it.integer(1))};
        const std::chrono::seconds window(it.integer(3) / 1'000'000);
        if (window.count() > 0) out->window = window;
      });
  return out;
}

ServiceCourse History::course(std::string_view service, const Steps& steps) const {
  ServiceCourse out{std::vector<std::uint32_t>(steps.count),
                    std::vector<std::array<std::uint32_t, kIntents>>(steps.count)};
  impl_->each(
      "SELECT begin, reporters, report, question, recovery, planned, official, news, workaround, individual, joke, "
      "other "
      "FROM counts WHERE service = (SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND begin < ?3",
      [&](Statement& it) { Impl::bind_interval(it, service, steps.begin, steps.end()); },
      [&](const Statement& it) {
        const auto i = static_cast<std::size_t>((event_time(it.integer(0)) - steps.begin) / steps.step);
        out.reporters[i] += small(it.integer(1));
        for (std::size_t k = 0; k < store::kIntentColumns.size(); ++k)
          out.intents[i][static_cast<std::size_t>(store::kIntentColumns[k])] +=
              small(it.integer(2 + static_cast<int>(k)));
      });
  return out;
}

std::vector<WindowOfService> History::windows(EventTime from, EventTime to) const {
  std::vector<WindowOfService> out;
  impl_->each(
      "SELECT slug, begin, reporters FROM services CROSS JOIN counts ON service = id AND begin >= ?1 AND begin < ?2",
      [&](Statement& it) {
        it.bind(1, microseconds(from));
        it.bind(2, microseconds(to));
      },
      [&](const Statement& it) {
        out.push_back({std::string(it.text(0)), event_time(it.integer(1)), small(it.integer(2))});
      });
  return out;
}

std::chrono::duration<double> History::heard(EventTime from, EventTime to) const {
  double lost = 0;
  impl_->each(
      "SELECT sum((1 - exposure) * (end - begin)) FROM windows WHERE begin >= ?1 AND begin < ?2",
      [&](Statement& it) {
        it.bind(1, microseconds(from));
        it.bind(2, microseconds(to));
      },
      [&](const Statement& it) { lost = it.real(0); });
  const std::chrono::duration<double> whole = to - from;
  return std::max(whole - std::chrono::duration<double>(lost / 1e6), std::chrono::duration<double>(0));
}

Totals History::totals(std::string_view service, EventTime from, EventTime to) const {
  const auto length = std::chrono::ceil<std::chrono::seconds>(to - from);
  Totals out;
  if (length.count() <= 0) return out;
  const auto whole = course(service, {from, length, 1});
  out.reporters = whole.reporters[0];
  out.intents = whole.intents[0];
  impl_->each(
      "SELECT sum(copies) FROM counts WHERE service = (SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND "
      "begin < ?3",
      [&](Statement& it) { Impl::bind_interval(it, service, from, to); },
      [&](const Statement& it) { out.copies = small(it.integer(0)); });
  return out;
}

std::vector<NamedCount> History::regions(std::string_view service, EventTime from, EventTime to) const {
  return impl_->named(
      "SELECT ifnull(code, ''), sum(reporters), sum(complete), sum(intermittent) FROM region_counts LEFT JOIN regions "
      "ON "
      "regions.id = region WHERE service = (SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND begin < ?3 "
      "GROUP BY region ORDER BY 2 DESC, 1",
      service, from, to);
}

std::vector<NamedCount> History::symptoms(std::string_view service, EventTime from, EventTime to) const {
  return impl_->named(
      "SELECT slug, sum(reporters), 0, 0 FROM symptom_counts JOIN symptoms ON symptoms.id = symptom WHERE service = "
      "(SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND begin < ?3 GROUP BY symptom ORDER BY 2 DESC, 1",
      service, from, to);
}

std::vector<DayOfService> History::days(std::string_view service, EventTime from, EventTime to) const {
  std::map<std::int64_t, DayOfService> out;
  const auto bind = [&](Statement& it) { Impl::bind_interval(it, service, from, to); };
  impl_->each(
      "SELECT begin / 86400000000, sum(reporters) FROM counts WHERE service = (SELECT id FROM services WHERE slug = "
      "?1) AND begin >= ?2 AND begin < ?3 AND reporters > 0 GROUP BY 1",
      bind, [&](const Statement& it) { out[it.integer(0)].reporters = small(it.integer(1)); });
  const auto each_named = [&](std::string_view sql, std::vector<NamedCount> DayOfService::*list) {
    impl_->each(sql, bind, [&](const Statement& it) {
      (out[it.integer(0)].*list).push_back({.name = std::string(it.text(1)), .reporters = small(it.integer(2))});
    });
  };
  each_named(
      "SELECT begin / 86400000000, code, sum(reporters) FROM region_counts JOIN regions ON regions.id = region WHERE "
      "service = (SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND begin < ?3 GROUP BY 1, region",
      &DayOfService::regions);
  each_named(
      "SELECT begin / 86400000000, slug, sum(reporters) FROM symptom_counts JOIN symptoms ON symptoms.id = symptom "
      "WHERE service = (SELECT id FROM services WHERE slug = ?1) AND begin >= ?2 AND begin < ?3 GROUP BY 1, symptom",
      &DayOfService::symptoms);
  std::vector<DayOfService> list;
  for (auto& [day, counts] : out) {
    counts.begin = EventTime(std::chrono::hours(24 * day));
    list.push_back(std::move(counts));
  }
  return list;
}

Listening History::listening(const Steps& steps) const {
  Listening out{std::vector<double>(steps.count), std::vector<std::uint64_t>(steps.count)};
  const auto known = head();
  if (!known) return out;
  const double length = std::chrono::duration<double>(steps.step).count();
  const auto overlap = [&](std::size_t i, EventTime from, EventTime to) {
    const EventTime begin = steps.begin + i * steps.step;
    const auto common = std::min(to, begin + steps.step) - std::max(from, begin);
    return std::max(std::chrono::duration<double>(common).count(), 0.0) / length;
  };
  for (std::size_t i = 0; i < steps.count; ++i) out.heard[i] = overlap(i, known->begin, known->closed_until);
  impl_->each(
      "SELECT begin, end, posts, exposure FROM windows WHERE begin >= ?1 AND begin < ?2",
      [&](Statement& it) {
        it.bind(1, microseconds(steps.begin));
        it.bind(2, microseconds(steps.end()));
      },
      [&](const Statement& it) {
        const EventTime begin = event_time(it.integer(0));
        const auto i = static_cast<std::size_t>((begin - steps.begin) / steps.step);
        out.posts[i] += static_cast<std::uint64_t>(it.integer(2));
        const double lost = (1 - it.real(3)) * overlap(i, begin, event_time(it.integer(1)));
        out.heard[i] = std::clamp(out.heard[i] - lost, 0.0, 1.0);
      });
  return out;
}

std::vector<FeedCourse> History::feeds(const Steps& steps) const {
  std::vector<FeedCourse> out;
  const auto known = head();
  if (!known) return out;
  impl_->each(
      "SELECT name, (SELECT min(begin) FROM feed_counts WHERE feed = id) FROM feeds ORDER BY name", [](Statement&) {},
      [&](const Statement& it) {
        FeedCourse course{std::string(it.text(0)), std::vector<std::uint64_t>(steps.count),
                          std::vector<double>(steps.count)};
        add_heard(course.heard, steps, {std::max(event_time(it.integer(1)), known->begin), known->closed_until}, 1);
        out.push_back(std::move(course));
      });
  for (FeedCourse& course : out) {
    impl_->each(
        "SELECT begin, posts FROM feed_counts WHERE feed = (SELECT id FROM feeds WHERE name = ?1) AND begin >= ?2 AND "
        "begin < ?3",
        [&](Statement& it) { Impl::bind_interval(it, course.feed, steps.begin, steps.end()); },
        [&](const Statement& it) {
          const auto i = static_cast<std::size_t>((event_time(it.integer(0)) - steps.begin) / steps.step);
          course.posts[i] += static_cast<std::uint64_t>(it.integer(1));
        });
    // Gaps may overlap: what lies in two of them is missing once.
    EventTime told = EventTime::min();
    impl_->each(
        "SELECT begin, end FROM gaps WHERE feed = ?1 AND end > ?2 AND begin < ?3 ORDER BY begin",
        [&](Statement& it) { Impl::bind_interval(it, course.feed, steps.begin, steps.end()); },
        [&](const Statement& it) {
          const Window gap{std::max(event_time(it.integer(0)), told), event_time(it.integer(1))};
          add_heard(course.heard, steps, gap, -1);
          told = std::max(told, gap.end);
        });
  }
  return out;
}

std::vector<LevelsAt> History::levels(EventTime from, EventTime to, const std::vector<std::string>& services) const {
  std::vector<LevelsAt> out;
  auto slugs = impl_->slugs();
  const auto is_other = [&](const auto& item) { return std::ranges::find(services, item.second) == services.end(); };
  if (!services.empty()) std::erase_if(slugs, is_other);
  impl_->each(
      "SELECT at, services FROM levels WHERE at > ?1 AND at <= ?2 ORDER BY at",
      [&](Statement& it) {
        it.bind(1, microseconds(from));
        it.bind(2, microseconds(to));
      },
      [&](const Statement& it) { out.push_back(Impl::named_levels(it, slugs)); });
  return out;
}

LevelsAt History::standing() const {
  LevelsAt out;
  const auto slugs = impl_->slugs();
  impl_->each(
      "SELECT at, services FROM standing", [](Statement&) {},
      [&](const Statement& it) { out = Impl::named_levels(it, slugs); });
  return out;
}

std::vector<IncidentEntry> History::incidents(std::string_view service, std::string_view state, EventTime until) const {
  std::vector<IncidentEntry> out;
  impl_->each(
      "SELECT id, state, onset FROM incidents WHERE (?1 = '' OR service = ?1) AND (?2 = '' OR state = ?2) AND onset < "
      "?3 "
      "ORDER BY onset DESC, id DESC",
      [&](Statement& it) {
        it.bind(1, service);
        it.bind(2, state);
        it.bind(3, microseconds(until));
      },
      [&](const Statement& it) {
        out.push_back({std::string(it.text(0)), std::string(it.text(1)), event_time(it.integer(2))});
      });
  return out;
}

PostList History::posts(const PostQuery& query) const {
  const auto kind = store::post_kind(query.kind);
  const auto place = place_of(query.before);
  PostList out;
  std::string last;
  impl_->each(
      "SELECT p.time, p.id, p.json, p.incident, i.service FROM posts p JOIN incidents i ON i.id = p.incident WHERE "
      "(?1 = '' OR p.incident = ?1) AND (?2 = '' OR i.service = ?2) AND (?3 < 0 OR p.kind = ?3) AND "
      "(p.time, p.id) < (?4, ?5) ORDER BY p.time DESC, p.id DESC LIMIT ?6",
      [&](Statement& it) {
        it.bind(1, std::string_view(query.incident));
        it.bind(2, std::string_view(query.service));
        it.bind(3, kind ? static_cast<std::int64_t>(*kind) : std::int64_t{-1});
        it.bind(4, place.time);
        it.bind(5, std::string_view(place.id));
        it.bind(6, static_cast<std::int64_t>(query.limit) + 1);
      },
      [&](const Statement& it) {
        if (out.posts.size() == query.limit) {
          out.next = last;
          return;
        }
        last = fmt::format("{},{}", it.integer(0), it.text(1));
        Json post = Json::parse(it.text(2), nullptr, false);
        if (!post.is_object()) return;
        post["incident"] = it.text(3);
        post["service"] = it.text(4);
        out.posts.push_back(std::move(post));
      });
  return out;
}

std::vector<Review> History::reviews(std::string_view incident) const {
  std::vector<Review> out;
  impl_->each(
      "SELECT at, action, text FROM reviews WHERE incident = ? ORDER BY number",
      [&](Statement& it) { it.bind(1, incident); },
      [&](const Statement& it) {
        out.push_back({event_time(it.integer(0)), std::string(it.text(1)), std::string(it.text(2))});
      });
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> History::fingerprints(EventTime since) const {
  std::vector<std::pair<std::string, std::int64_t>> out;
  impl_->each(
      "SELECT id, checksum FROM incidents WHERE onset >= ?", [&](Statement& it) { it.bind(1, microseconds(since)); },
      [&](const Statement& it) { out.emplace_back(it.text(0), it.integer(1)); });
  return out;
}

const History::Failures& History::failures() const { return impl_->failures; }

Result<void> History::review(std::string_view incident, const Review& review) {
  auto database = Database::open(impl_->path, Database::Mode::create);
  if (!database) return database.error();
  auto statement = database->prepare("INSERT INTO reviews (incident, at, action, text) VALUES (?, ?, ?, ?)");
  if (!statement) return statement.error();
  statement->bind(1, incident);
  statement->bind(2, microseconds(review.at));
  statement->bind(3, std::string_view(review.action));
  statement->bind(4, std::string_view(review.text));
  return statement->run();
}

}  // namespace outcry::outputs
