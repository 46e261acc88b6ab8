#include "outputs/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "outputs/store/counts_writer.h"
#include "outputs/store/database.h"
#include "outputs/store/feeds_writer.h"
#include "outputs/store/levels_writer.h"
#include "outputs/store/posts_writer.h"
#include "outputs/store/schema.h"
#include "outputs/store/writer_lock.h"

namespace outcry::outputs {
namespace {

namespace fs = std::filesystem;
using store::Database;
using store::Statement;

std::int64_t microseconds(EventTime time) { return time.time_since_epoch().count(); }
EventTime event_time(std::int64_t microseconds) { return EventTime(std::chrono::microseconds(microseconds)); }

std::int64_t checksum_of(const Checkpoint& checkpoint) {
  return store::checksum({fmt::format("{} {}", microseconds(checkpoint.closed_until), checkpoint.last_sequence),
                          checkpoint.position, checkpoint.snapshot});
}

Result<std::optional<Checkpoint>> read_checkpoint(const Database& database) {
  auto statement = database.prepare("SELECT closed_until, last_sequence, position, snapshot, checksum FROM checkpoint");
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return std::optional<Checkpoint>{};
  Checkpoint checkpoint{.closed_until = event_time(statement->integer(0)),
                        .last_sequence = static_cast<std::uint64_t>(statement->integer(1)),
                        .position = std::string(statement->text(2)),
                        .snapshot = std::string(statement->text(3))};
  if (checksum_of(checkpoint) != statement->integer(4)) return Errc::corrupt;
  return std::optional(std::move(checkpoint));
}

/// Statements of a writer.
struct Writing {
  store::CountsWriter counts;
  store::LevelsWriter levels;
  store::FeedsWriter feeds;
  store::PostsWriter posts;
  Statement event;
  Statement incident;
  Statement gap;
  Statement checkpoint;
};

Result<Writing> prepare_writing(const Database& database, const std::shared_ptr<const Catalog>& catalog,
                                EncodeOptions encode) {
  auto counts = store::CountsWriter::make(database, *catalog);
  if (!counts) return counts.error();
  auto levels = store::LevelsWriter::make(database, counts->services());
  if (!levels) return levels.error();
  auto feeds = store::FeedsWriter::make(database);
  if (!feeds) return feeds.error();
  auto posts = store::PostsWriter::make(database, catalog, encode);
  if (!posts) return posts.error();
  auto event = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (!event) return event.error();
  auto incident = database.prepare("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  if (!incident) return incident.error();
  auto gap = database.prepare("INSERT OR REPLACE INTO gaps VALUES (?, ?, ?, ?, ?)");
  if (!gap) return gap.error();
  auto checkpoint = database.prepare("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?, ?, ?)");
  if (!checkpoint) return checkpoint.error();
  return Writing{std::move(*counts), std::move(*levels),   std::move(*feeds), std::move(*posts),
                 std::move(*event),  std::move(*incident), std::move(*gap),   std::move(*checkpoint)};
}

/// By the header alone; false as long as that is in the journal only. Asked of SQLite: whoever opens and closes a file
/// beside it gives away all locks that SQLite holds on it for this process, and another one takes the journal away.
bool is_ours(const std::string& path) {
  const auto database = Database::open(path, Database::Mode::immutable);
  return database && store::is_marked(*database);
}

/// A reader of a folder in which nothing may be written needs SQLite to believe that nobody writes.
Result<Database> open_to_read(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return Errc::not_found;
  // Another program's database is not to be tidied.
  auto database = Database::open(path, is_ours(path) ? Database::Mode::tidy : Database::Mode::read_only);
  if (database && database->integer("SELECT count(*) FROM sqlite_schema")) return database;
  if (fs::exists(path + "-wal", ignored)) return database;
  return Database::open(path, Database::Mode::immutable);
}

/// SQLite takes a file of one byte for an empty one and writes over it.
bool begins_as_a_database(const std::string& path) {
  static constexpr std::string_view kMagic = "SQLite format 3";
  std::string beginning(kMagic.size(), '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return in.gcount() == 0 || beginning == kMagic;
}

Result<Database> open_to_write(const std::string& path, Store::Durability durability) {
  if (!begins_as_a_database(path)) return Errc::corrupt;
  auto database = Database::open(path, Database::Mode::create);
  if (!database) return database;
  const char* settings = durability == Store::Durability::power_cut
                             ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                             : "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;";
  if (auto set = database->execute(settings); !set) return set.error();
  return database;
}

Result<void> make_folders(const std::string& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return Errc::io;
  const fs::path parent = fs::path(path).parent_path();
  if (parent.empty()) return {};
  fs::create_directories(parent, failed);
  if (failed) return Errc::io;
  return {};
}

bool same_run(const RunInfo& left, const RunInfo& right) {
  return left.mode == right.mode && left.config_hash == right.config_hash && left.version == right.version &&
         left.source == right.source;
}

}  // namespace

/// The lock is declared first, so that it is given back last.
struct Store::Impl {
  store::WriterLock lock;
  Database database;
  RunInfo run;
  std::shared_ptr<const Catalog> catalog;
  std::optional<Checkpoint> last;
  std::optional<Writing> writing;
  EncodeOptions encode;

  Result<void> write(const Commit& commit, const Checkpoint& next);
  Result<void> write_event(const IncidentEvent& event, std::uint64_t sequence);
  Result<void> write_gap(const FeedGap& gap);
  Result<void> write_checkpoint(const Checkpoint& next);
  std::vector<StoredIncident> select(std::string_view where, const std::function<void(Statement&)>& bind) const;
};

Result<Store> Store::open(const std::string& path, Access access, const RunInfo& run,
                          std::shared_ptr<const Catalog> catalog, Durability durability, EncodeOptions encode) {
  const bool writes = access == Access::read_write;
  store::WriterLock lock;
  if (writes) {
    if (auto made = make_folders(path); !made) return made.error();
    auto taken = store::WriterLock::take(path);
    if (!taken) return taken.error();
    lock = std::move(*taken);
  }
  auto database = writes ? open_to_write(path, durability) : open_to_read(path);
  if (!database) return database.error();
  const auto content = store::content(*database);
  if (!content) return content.error();
  const bool blank = *content == store::Content::blank;
  if (blank && !writes) return Errc::not_found;
  if (auto verified = store::verify(*database, path); !verified) return verified.error();
  if (writes) {
    const auto made = blank ? store::create(*database, run) : store::upgrade(*database);
    if (!made) return made.error();
  }
  auto found = store::read_run(*database);
  if (!found) return found.error();
  auto last = read_checkpoint(*database);
  if (!last) return last.error();
  if (writes && !same_run(*found, run)) {
    if (*last) return Errc::mismatch;
    if (auto replaced = store::replace_run(*database, run); !replaced) return replaced.error();
    found = run;
  }
  auto impl = std::make_unique<Impl>(Impl{std::move(lock), std::move(*database), std::move(*found), std::move(catalog),
                                          std::move(*last), std::nullopt, encode});
  if (writes) {
    auto writing = prepare_writing(impl->database, impl->catalog, encode);
    if (!writing) return writing.error();
    impl->writing = std::move(*writing);
  }
  return Store(std::move(impl));
}

Result<void> Store::take_over(const std::string& path, const RunInfo& run) {
  auto lock = store::WriterLock::take(path);
  if (!lock) return lock.error();
  auto database = open_to_write(path, Durability::power_cut);
  if (!database) return database.error();
  if (auto verified = store::verify(*database, path); !verified) return verified.error();
  return store::replace_run(*database, run);
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

std::optional<Checkpoint> Store::checkpoint() const { return impl_->last; }

const RunInfo& Store::run() const { return impl_->run; }

Result<void> Store::commit(const Commit& commit) {
  if (!impl_->writing) return Errc::invalid_argument;
  Checkpoint next = impl_->last.value_or(Checkpoint{.closed_until = EventTime::min()});
  if (!commit.windows.empty()) next.closed_until = commit.windows.back().window.end;
  next.last_sequence += commit.events.size();
  next.position = commit.position;
  next.snapshot = commit.snapshot;
  if (auto written = impl_->write(commit, next); !written) {
    if (impl_->database.in_transaction()) static_cast<void>(impl_->database.execute("ROLLBACK"));
    return written;
  }
  impl_->last = std::move(next);
  return {};
}

Result<void> Store::Impl::write(const Commit& commit, const Checkpoint& next) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return begun;
  for (const auto& window : commit.windows) {
    if (auto written = writing->counts.write(window); !written) return written;
  }
  std::uint64_t sequence = next.last_sequence - commit.events.size();
  for (const auto& event : commit.events) {
    if (auto written = write_event(event, ++sequence); !written) return written;
  }
  for (const auto& gap : commit.gaps) {
    if (auto written = write_gap(gap); !written) return written;
  }
  for (const auto& posts : commit.feeds) {
    if (auto written = writing->feeds.write(posts); !written) return written;
  }
  for (const auto& levels : commit.levels) {
    if (auto written = writing->levels.write(levels); !written) return written;
  }
  if (!commit.standing.services.empty()) {
    if (auto written = writing->levels.write_standing(commit.standing); !written) return written;
  }
  if (auto written = writing->posts.write(commit.windows, commit.events); !written) return written;
  if (auto written = write_checkpoint(next); !written) return written;
  return database.execute("COMMIT");
}

Result<void> Store::Impl::write_event(const IncidentEvent& event, std::uint64_t sequence) {
  Json cloudevent = to_cloudevent(event, sequence, *catalog, run, encode);
  const std::string line = to_line(cloudevent);
  Json& data = cloudevent["data"];
  data.erase("event");
  const std::string json = to_line(data);
  const auto id = cloudevent["partitionkey"].get<std::string>();
  const std::string& service = catalog->at(event.incident.service).slug;
  const auto number = static_cast<std::int64_t>(sequence);

  writing->event.bind(1, number);
  writing->event.bind(2, std::string_view(id));
  writing->event.bind(3, type_name(event.type));
  writing->event.bind(4, microseconds(event.at));
  writing->event.bind(5, std::string_view(service));
  writing->event.bind(6, std::string_view(line));
  writing->event.bind(7, store::checksum({line}));
  if (auto written = writing->event.run(); !written) return written;

  writing->incident.bind(1, std::string_view(id));
  writing->incident.bind(2, std::string_view(service));
  writing->incident.bind(3, name(event.incident.state));
  writing->incident.bind(4, microseconds(event.incident.onset_at));
  writing->incident.bind(5, std::int64_t{event.incident.revision});
  writing->incident.bind(6, number);
  writing->incident.bind(7, std::string_view(json));
  writing->incident.bind(8, store::checksum({json}));
  return writing->incident.run();
}

Result<void> Store::Impl::write_gap(const FeedGap& gap) {
  writing->gap.bind(1, std::string_view(gap.feed));
  writing->gap.bind(2, microseconds(gap.from));
  writing->gap.bind(3, microseconds(gap.to));
  writing->gap.bind(4, std::string_view(gap.cause));
  writing->gap.bind(5, std::int64_t{gap.recoverable ? 1 : 0});
  return writing->gap.run();
}

Result<void> Store::Impl::write_checkpoint(const Checkpoint& next) {
  writing->checkpoint.bind(1, microseconds(next.closed_until));
  writing->checkpoint.bind(2, static_cast<std::int64_t>(next.last_sequence));
  writing->checkpoint.bind_blob(3, next.position);
  writing->checkpoint.bind_blob(4, next.snapshot);
  writing->checkpoint.bind(5, checksum_of(next));
  return writing->checkpoint.run();
}

Result<void> Store::retain(const Retention& retention, EventTime now) {
  if (!impl_->writing) return Errc::invalid_argument;
  auto retained = store::retain(impl_->database, retention, now);
  if (!retained && impl_->database.in_transaction()) static_cast<void>(impl_->database.execute("ROLLBACK"));
  return retained;
}

Result<void> Store::each_event(std::uint64_t after,
                               const std::function<void(std::uint64_t, std::string_view)>& on_event,
                               std::size_t most) const {
  auto statement = impl_->database.prepare(
      "SELECT sequence, line, checksum FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?");
  if (!statement) return statement.error();
  statement->bind(1, static_cast<std::int64_t>(after));
  statement->bind(2, static_cast<std::int64_t>(most));
  for (auto expected = std::max(after + 1, store::first_event(impl_->database));; ++expected) {
    const auto row = statement->step();
    if (!row) return row.error();
    if (!*row) return {};
    const std::string_view line = statement->text(1);
    const auto sequence = static_cast<std::uint64_t>(statement->integer(0));
    if (sequence != expected || store::checksum({line}) != statement->integer(2)) return Errc::corrupt;
    on_event(sequence, line);
  }
}

std::vector<StoredIncident> Store::Impl::select(std::string_view where,
                                                const std::function<void(Statement&)>& bind) const {
  std::vector<StoredIncident> out;
  auto statement = database.prepare(fmt::format(
      "SELECT id, service, state, onset, json, checksum FROM incidents WHERE {} ORDER BY onset, id", where));
  if (!statement) return out;
  bind(*statement);
  for (auto row = statement->step(); row && *row; row = statement->step()) {
    const std::string_view json = statement->text(4);
    if (store::checksum({json}) != statement->integer(5)) continue;
    out.push_back({.id = std::string(statement->text(0)),
                   .service = std::string(statement->text(1)),
                   .state = std::string(statement->text(2)),
                   .onset_at = event_time(statement->integer(3)),
                   .json = std::string(json)});
  }
  return out;
}

std::vector<StoredIncident> Store::incidents(const IncidentQuery& query) const {
  const auto since = query.since.value_or(EventTime::min());
  const auto until = query.until.value_or(EventTime::max());
  return impl_->select("(?1 = '' OR service = ?1) AND (?2 = '' OR state = ?2) AND onset >= ?3 AND onset < ?4",
                       [&](Statement& statement) {
                         statement.bind(1, std::string_view(query.service));
                         statement.bind(2, std::string_view(query.state));
                         statement.bind(3, microseconds(since));
                         statement.bind(4, microseconds(until));
                       });
}

std::optional<StoredIncident> Store::incident(std::string_view id_or_prefix) const {
  if (id_or_prefix.empty()) return std::nullopt;
  const auto bind = [&](Statement& statement) { statement.bind(1, id_or_prefix); };
  if (auto exact = impl_->select("id = ?1", bind); !exact.empty()) return std::move(exact.front());
  auto found = incidents_like(id_or_prefix);
  if (found.size() != 1) return std::nullopt;
  return std::move(found.front());
}

std::vector<StoredIncident> Store::incidents_like(std::string_view prefix) const {
  return impl_->select("substr(id, 1, length(?1)) = ?1", [&](Statement& statement) { statement.bind(1, prefix); });
}

std::vector<FeedGap> Store::gaps(std::size_t most) const {
  std::vector<FeedGap> out;
  auto statement = impl_->database.prepare(
      "SELECT feed, begin, end, cause, recoverable FROM gaps ORDER BY end DESC, begin DESC, feed DESC LIMIT ?");
  if (!statement) return out;
  statement->bind(1, static_cast<std::int64_t>(most));
  for (auto row = statement->step(); row && *row; row = statement->step()) {
    out.push_back({.feed = std::string(statement->text(0)),
                   .from = event_time(statement->integer(1)),
                   .to = event_time(statement->integer(2)),
                   .cause = std::string(statement->text(3)),
                   .recoverable = statement->integer(4) != 0});
  }
  std::ranges::reverse(out);
  return out;
}

std::map<std::string, EventTime> Store::heard_until() const {
  std::map<std::string, EventTime> out;
  auto statement =
      impl_->database.prepare("SELECT name, max(begin) FROM feed_counts JOIN feeds ON id = feed GROUP BY id");
  if (!statement) return out;
  for (auto row = statement->step(); row && *row; row = statement->step())
    out.emplace(statement->text(0), event_time(statement->integer(1)) + kFeedPostsEvery);
  return out;
}

}  // namespace outcry::outputs
