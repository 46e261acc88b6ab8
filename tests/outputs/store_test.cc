// The store: what is committed is there, whole, for whoever opens it next.
#include "outputs/store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outputs/history.h"
#include "outputs/store/database.h"
#include "outputs/store/schema.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

WindowCounts window(int minute) {
  const EventTime begin = at("2026-11-22T19:00:00Z") + minutes(minute);
  WindowCounts counts{.window = {begin, begin + minutes(1)}, .posts = 100};
  ServiceCounts netflix{.service = ServiceId{0}, .reporters = 7, .sentiment_sum = -2.5};
  netflix.intents[0] = 6;
  netflix.intents[9] = 3;
  netflix.regions = {{RegionId{1}, 4, 3, 1}, {kNoRegion, 3, 0, 0}};
  netflix.symptoms = {{SymptomId{0}, 5}};
  counts.services = {netflix};
  return counts;
}

Commit commit_of(std::vector<IncidentEvent> events, int first_window = 0, int windows = 3) {
  Commit commit{.events = std::move(events), .position = "7 [1]", .snapshot = std::string("\0state\xff", 7)};
  for (int i = 0; i < windows; ++i) commit.windows.push_back(window(first_window + i));
  return commit;
}

std::vector<std::string> lines(const Store& store, std::uint64_t after = 0) {
  std::vector<std::string> out;
  EXPECT_TRUE(store.each_event(after, [&](std::uint64_t, std::string_view line) { out.emplace_back(line); }));
  return out;
}

class StoreFile : public Scratch {
 protected:
  std::string file() const { return path("store.db"); }

  Result<Store> open(Store::Access access = Store::Access::read_write) const {
    return Store::open(file(), access, example_run(), example_catalog());
  }

  /// A store with all example events, closed.
  void fill() const {
    auto store = open();
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->commit(commit_of(example_events())));
  }

  std::int64_t integer(std::string_view sql) const {
    auto database = store::Database::open(file(), store::Database::Mode::read_only);
    return database->integer(sql).value();
  }
};

TEST_F(StoreFile, IsMadeWithTheFoldersAboveIt) {
  const std::string deep = path("a/b/c.db");
  ASSERT_TRUE(Store::open(deep, Store::Access::read_write, example_run(), example_catalog()));
  EXPECT_TRUE(fs::exists(deep));
}

TEST_F(StoreFile, HasNoCheckpointBeforeTheFirstCommit) { EXPECT_FALSE(open()->checkpoint()); }

TEST_F(StoreFile, RemembersWhatWasCommittedLast) {
  fill();
  const auto checkpoint = open()->checkpoint();
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->closed_until, at("2026-11-22T19:03:00Z"));
  EXPECT_EQ(checkpoint->last_sequence, 8U);
  EXPECT_EQ(checkpoint->position, "7 [1]");
  EXPECT_EQ(checkpoint->snapshot, std::string("\0state\xff", 7));
}

TEST_F(StoreFile, NumbersEventsOnAcrossCommitsAndOpenings) {
  const auto events = example_events();
  for (std::size_t i = 0; i < events.size(); ++i) {
    ASSERT_TRUE(open()->commit(commit_of({events[i]}, static_cast<int>(i))));
  }
  const auto store = open();
  std::vector<std::uint64_t> numbers;
  ASSERT_TRUE(store->each_event(2, [&](std::uint64_t number, std::string_view) { numbers.push_back(number); }));
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{3, 4, 5, 6, 7, 8}));
}

TEST_F(StoreFile, GivesTheSameLinesHoweverTheCommitsAreCut) {
  fill();
  const auto at_once = lines(*open());
  fs::remove(file());
  auto store = open();
  for (const auto& event : example_events()) ASSERT_TRUE(store->commit(commit_of({event})));
  EXPECT_EQ(lines(*store), at_once);
}

TEST_F(StoreFile, KeepsTheNewestRevisionOfAnIncident) {
  fill();
  const auto store = open(Store::Access::read_only);
  const auto incident = store->incident("netflix-20261122T1942Z");
  ASSERT_TRUE(incident);
  EXPECT_EQ(incident->state, "merged");
  EXPECT_EQ(incident->service, "netflix");
  const Json json = Json::parse(incident->json);
  EXPECT_EQ(json["revision"], 8);
  EXPECT_EQ(json["sequence"], 8);
  EXPECT_FALSE(json.contains("event"));
}

TEST_F(StoreFile, FindsAnIncidentByTheBeginningOfItsIdWhenThatIsClear) {
  auto events = example_events();
  events.resize(2);
  events[1].incident.id = "netflix-20261123T0700Z";
  auto store = open();
  ASSERT_TRUE(store->commit(commit_of(events)));
  EXPECT_EQ(store->incident("netflix-20261123")->id, "netflix-20261123T0700Z");
  EXPECT_FALSE(store->incident("netflix-"));
  EXPECT_EQ(store->incidents_like("netflix-").size(), 2U);
  EXPECT_FALSE(store->incident(""));
  EXPECT_FALSE(store->incident("%"));
}

TEST_F(StoreFile, ListsIncidentsByOnsetAndWhatIsAskedFor) {
  auto events = example_events();
  events.resize(2);
  events[0].incident.id = "hulu-20261120T0000Z";
  events[0].incident.service = ServiceId{1};
  events[0].incident.onset_at = at("2026-11-20T00:00:00Z");
  auto store = open();
  ASSERT_TRUE(store->commit(commit_of(events)));
  EXPECT_EQ(store->incidents({}).size(), 2U);
  EXPECT_EQ(store->incidents({}).front().service, "hulu");
  EXPECT_EQ(store->incidents({.service = "netflix"}).size(), 1U);
  EXPECT_EQ(store->incidents({.state = "open"}).front().service, "netflix");
  EXPECT_EQ(store->incidents({.since = at("2026-11-22T19:42:00Z")}).front().service, "netflix");
  EXPECT_EQ(store->incidents({.until = at("2026-11-22T19:42:00Z")}).front().service, "hulu");
}

TEST_F(StoreFile, KeepsCountsOfServicesRegionsAndSymptoms) {
  fill();
  EXPECT_EQ(integer("SELECT count(*) FROM windows"), 3);
  EXPECT_EQ(integer("SELECT sum(report) FROM counts JOIN services ON service = id WHERE slug = 'netflix'"), 18);
  EXPECT_EQ(integer("SELECT sum(other) FROM counts"), 9);
  EXPECT_EQ(integer("SELECT sum(complete) FROM region_counts JOIN regions ON region = id WHERE code = 'US-TX'"), 9);
  EXPECT_EQ(integer("SELECT sum(reporters) FROM region_counts WHERE region = 0"), 9);
  EXPECT_EQ(integer("SELECT sum(reporters) FROM symptom_counts JOIN symptoms ON symptom = id WHERE slug = 'playback'"),
            15);
}

TEST_F(StoreFile, WritesNoRowForAWindowThatSaysNothingButRemembersItsEnd) {
  Commit commit{.position = "p"};
  commit.windows = {{.window = window(0).window}, {.window = window(1).window, .exposure = 0.5}};
  auto store = open();
  ASSERT_TRUE(store->commit(commit));
  EXPECT_EQ(store->checkpoint()->closed_until, window(1).window.end);
  EXPECT_EQ(integer("SELECT count(*) FROM windows"), 1);
}

TEST_F(StoreFile, KeepsWhatWasNotHeardAndGivesTheLast) {
  const auto noon = at("2026-11-22T12:00:00Z");
  const FeedGap first{"bluesky", noon, noon + minutes(5), "the server kept less", false};
  const FeedGap second{"mastodon", noon - minutes(5), noon + minutes(9), "away", true};
  {
    auto store = open();
    auto commit = commit_of({});
    commit.gaps = {second, first};
    ASSERT_TRUE(store->commit(commit));
    commit = commit_of({}, 3);
    commit.gaps = {first};
    ASSERT_TRUE(store->commit(commit));
  }
  const auto store = open(Store::Access::read_only);
  EXPECT_EQ(store->gaps(10), (std::vector{first, second}));
  EXPECT_EQ(store->gaps(1), std::vector{second});
}

TEST_F(StoreFile, OfTheFirstVersionIsReadAsItIsAndUpgradedByAWriter) {
  fill();
  store::Database::open(file(), store::Database::Mode::create)
      ->execute(
          "DROP TABLE gaps; DROP TABLE levels; DROP TABLE standing; DROP TABLE posts; DROP TABLE reviews; "
          "DROP TABLE sinks; DROP TABLE feeds; DROP TABLE feed_counts; PRAGMA user_version = 1")
      .value();
  EXPECT_TRUE(open(Store::Access::read_only)->gaps(10).empty());
  auto commit = commit_of({}, 3);
  commit.gaps = {{"bluesky", at("2026-11-22T12:00:00Z"), at("2026-11-22T12:05:00Z"), "away", true}};
  {
    auto store = open();
    ASSERT_TRUE(store) << store.error().message();
    EXPECT_EQ(lines(*store).size(), example_events().size());
    ASSERT_TRUE(store->commit(commit));
  }
  EXPECT_EQ(open()->gaps(10), commit.gaps);
  EXPECT_EQ(integer("PRAGMA user_version"), store::kStoreVersion);
}

TEST_F(StoreFile, SaysUpToWhenEachFeedWasHeard) {
  const auto noon = at("2026-11-22T12:00:00Z");
  auto store = open();
  EXPECT_TRUE(store->heard_until().empty());
  auto commit = commit_of({});
  commit.feeds = {{"bluesky", noon, 5}, {"bluesky", noon + minutes(10), 1}, {"mastodon", noon, 2}};
  ASSERT_TRUE(store->commit(commit));
  const std::map<std::string, EventTime> expected{{"bluesky", noon + minutes(20)}, {"mastodon", noon + minutes(10)}};
  EXPECT_EQ(store->heard_until(), expected);
}

TEST_F(StoreFile, OfTheFourthVersionKnowsNothingOfItsFeedsUntilAWriterComes) {
  fill();
  store::Database::open(file(), store::Database::Mode::create)
      ->execute("DROP TABLE feeds; DROP TABLE feed_counts; PRAGMA user_version = 4")
      .value();
  const Steps steps{at("2026-11-22T19:00:00Z"), minutes(10), 1};
  EXPECT_TRUE(History::open(file())->feeds(steps).empty());
  auto commit = commit_of({}, 3);
  commit.feeds = {{"bluesky", steps.begin, 5}};
  ASSERT_TRUE(open()->commit(commit));
  EXPECT_EQ(History::open(file())->feeds(steps).at(0).posts, std::vector<std::uint64_t>{5});
}

/// Whether a process that is not this one may take SQLite's exclusive lock: the bytes behind the first gigabyte.
bool is_free_for_others(const std::string& path) {
  const pid_t other = ::fork();
  if (other == 0) {
    const int file = ::open(path.c_str(), O_RDWR);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000002;
    lock.l_len = 510;
    const bool asked = file >= 0 && ::fcntl(file, F_GETLK, &lock) == 0;
    ::_exit(asked && lock.l_type == F_UNLCK ? 1 : 0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(other, &status, 0), other);
  return WEXITSTATUS(status) == 1;
}

/// Locks belong to the process: a reader in it that closed the file itself would leave the writer without any, and the
/// next reader from outside would take the journal away under it.
TEST_F(StoreFile, AReaderInTheWritersProcessDoesNotGiveItsLocksAway) {
  {
    auto writer = open();
    ASSERT_TRUE(writer->commit(commit_of(example_events())));
    EXPECT_FALSE(is_free_for_others(file()));
    const auto reader = open(Store::Access::read_only);
    ASSERT_TRUE(reader);
    EXPECT_FALSE(is_free_for_others(file()));
  }
  EXPECT_TRUE(is_free_for_others(file()));
}

TEST_F(StoreFile, TakesACommitWithoutWindows) {
  auto store = open();
  ASSERT_TRUE(store->commit(commit_of({}, 5)));
  ASSERT_TRUE(store->commit({.position = "end", .snapshot = "s"}));
  EXPECT_EQ(store->checkpoint()->closed_until, window(7).window.end);
  EXPECT_EQ(store->checkpoint()->position, "end");
}

TEST_F(StoreFile, LetsOneWriteAtATimeAndOthersRead) {
  auto writer = open();
  ASSERT_TRUE(writer->commit(commit_of(example_events())));
  const auto second = open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(), boost::system::errc::device_or_resource_busy);
  const auto reader = open(Store::Access::read_only);
  ASSERT_TRUE(reader);
  EXPECT_EQ(lines(*reader).size(), 8U);
  EXPECT_EQ(reader->run().config_hash, example_run().config_hash);
  ASSERT_TRUE(writer->commit(commit_of({}, 10)));
}

TEST_F(StoreFile, IsFreeAgainWhenTheWriterHasGoneAndLeavesOnlyItself) {
  fill();
  fill();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path(""))) names.push_back(entry.path().filename().string());
  EXPECT_EQ(names, std::vector<std::string>{"store.db"});
}

TEST_F(StoreFile, IsLeftByAReaderAsItWas) {
  fill();
  const std::string before = content_of(file());
  EXPECT_EQ(lines(*open(Store::Access::read_only)).size(), 8U);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(path(""))) names.push_back(entry.path().filename().string());
  EXPECT_EQ(names, std::vector<std::string>{"store.db"});
  EXPECT_EQ(content_of(file()), before);
}

TEST_F(StoreFile, RefusesToBeWrittenByAReader) {
  fill();
  auto reader = open(Store::Access::read_only);
  EXPECT_EQ(reader->commit(commit_of({})).error(), Errc::invalid_argument);
}

TEST_F(StoreFile, CanBeTakenOverByARunThatKnowsBetter) {
  fill();
  auto other = example_run();
  other.config_hash = "ffff";
  ASSERT_TRUE(Store::take_over(file(), other));
  const auto store = Store::open(file(), Store::Access::read_write, other, example_catalog());
  ASSERT_TRUE(store);
  EXPECT_TRUE(store->checkpoint());
  EXPECT_EQ(store->run().config_hash, "ffff");
  EXPECT_FALSE(Store::take_over(file(), other));
}

TEST_F(StoreFile, RefusesOtherSettings) {
  fill();
  auto other = example_run();
  other.config_hash = "ffff";
  const auto store = Store::open(file(), Store::Access::read_write, other, example_catalog());
  EXPECT_EQ(store.error(), Errc::mismatch);
  EXPECT_TRUE(Store::open(file(), Store::Access::read_only, other, nullptr));
}

TEST_F(StoreFile, TakesOtherSettingsAsLongAsNothingWasCommitted) {
  RunInfo first = example_run();
  first.config_hash = "other";
  first.settings = {{"lateness_s", "120"}};
  ASSERT_TRUE(Store::open(file(), Store::Access::read_write, first, example_catalog()));
  fill();
  EXPECT_EQ(open(Store::Access::read_only)->run().config_hash, example_run().config_hash);
  EXPECT_TRUE(open(Store::Access::read_only)->run().settings.empty());
}

TEST_F(StoreFile, RemembersTheSettingsThatItWasMadeWith) {
  RunInfo run = example_run();
  run.settings = {{"about", ""}, {"lateness_s", "120"}};
  ASSERT_TRUE(Store::open(file(), Store::Access::read_write, run, example_catalog())->commit(commit_of({})));
  EXPECT_EQ(open(Store::Access::read_only)->run().settings, run.settings);
}

TEST_F(StoreFile, SaysWhenThereIsNothingToRead) {
  EXPECT_EQ(open(Store::Access::read_only).error(), Errc::not_found);
  write_file(file(), "");
  EXPECT_EQ(open(Store::Access::read_only).error(), Errc::not_found);
  EXPECT_TRUE(open());
}

TEST_F(StoreFile, RefusesAFileOfSomebodyElse) {
  write_file(file(), "Dear diary, today Netflix was down again. " + std::string(2000, '.'));
  EXPECT_EQ(open().error(), Errc::corrupt);
  EXPECT_EQ(open(Store::Access::read_only).error(), Errc::corrupt);
  fs::remove(file());
  store::Database::open(file(), store::Database::Mode::create)->execute("CREATE TABLE mine (x)").value();
  EXPECT_EQ(open().error(), Errc::corrupt);
  EXPECT_EQ(integer("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(StoreFile, RefusesAFolderAndAPlaceThatCannotBe) {
  EXPECT_EQ(Store::open(path(""), Store::Access::read_write, example_run(), example_catalog()).error(), Errc::io);
  const auto nowhere =
      Store::open("/proc/nowhere/store.db", Store::Access::read_write, example_run(), example_catalog());
  EXPECT_EQ(nowhere.error(), Errc::io);
}

TEST_F(StoreFile, RefusesANewerVersion) {
  fill();
  store::Database::open(file(), store::Database::Mode::create)->execute("PRAGMA user_version = 99").value();
  EXPECT_EQ(open().error(), Errc::newer_version);
  EXPECT_EQ(open(Store::Access::read_only).error(), Errc::newer_version);
}

/// Opens and reads everything. The errors that damage may lead to; anything else would be a lie.
void expect_honest(const std::string& file) {
  const auto store = Store::open(file, Store::Access::read_only, example_run(), nullptr);
  const auto honest = [](const boost::system::error_code& error) {
    return error == Errc::corrupt || error == Errc::newer_version || error == Errc::not_found || error == Errc::io;
  };
  if (!store) {
    EXPECT_TRUE(honest(store.error())) << store.error().message();
    return;
  }
  std::vector<std::string> read;
  const auto done = store->each_event(0, [&](std::uint64_t, std::string_view line) { read.emplace_back(line); });
  EXPECT_TRUE(done || honest(done.error()));
  const auto events = example_events();
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i], to_line(to_cloudevent(events.at(i), i + 1, *example_catalog(), example_run())));
  }
  static_cast<void>(store->incidents({}));
}

TEST_F(StoreFile, SurvivesBeingCutAtAnyLength) {
  fill();
  const std::string whole = content_of(file());
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 7 + size % 97) {
    write_file(file(), whole.substr(0, size));
    SCOPED_TRACE(size);
    expect_honest(file());
    const auto store = open();
    if (size != 0) {
      EXPECT_FALSE(store);
    }
  }
}

TEST_F(StoreFile, SurvivesFlippedBytes) {
  fill();
  const std::string whole = content_of(file());
  for (std::size_t offset = 0; offset < whole.size(); offset += offset < 100 ? 1 : 509) {
    std::string damaged = whole;
    damaged[offset] = static_cast<char>(~damaged[offset]);
    write_file(file(), damaged);
    SCOPED_TRACE(offset);
    expect_honest(file());
  }
}

TEST_F(StoreFile, GoesOnFromTheLastWholeCommitWhenItsJournalIsTorn) {
  const auto events = example_events();
  std::string journal;
  std::string database;
  {
    auto store = open();
    ASSERT_TRUE(store->commit(commit_of({events[0]}, 0)));
    ASSERT_TRUE(store->commit(commit_of({events[1]}, 3)));
    journal = content_of(file() + "-wal");
    database = content_of(file());
  }
  ASSERT_FALSE(journal.empty());
  std::uint64_t last = 0;
  for (std::size_t size = 0; size <= journal.size(); size += journal.size() / 40) {
    write_file(file(), database);
    write_file(file() + "-wal", journal.substr(0, size));
    auto store = open();
    ASSERT_TRUE(store) << size;
    const std::uint64_t sequence = store->checkpoint() ? store->checkpoint()->last_sequence : 0;
    EXPECT_GE(sequence, last);
    EXPECT_EQ(lines(*store).size(), sequence);
    last = sequence;
  }
}

TEST_F(StoreFile, KeepsALiveRunThroughAPowerCut) {
  auto store =
      Store::open(file(), Store::Access::read_write, example_run(), example_catalog(), Store::Durability::power_cut);
  ASSERT_TRUE(store->commit(commit_of(example_events())));
  EXPECT_EQ(lines(*store).size(), 8U);
}

TEST_F(StoreFile, WritesNothingOfACommitThatFails) {
  auto store = open();
  ASSERT_TRUE(store->commit(commit_of({example_events()[0]})));
  const auto other = store::Database::open(file(), store::Database::Mode::create);
  ASSERT_TRUE(other->execute("INSERT INTO events VALUES (2, 'x', 'x', 0, 'x', 'x', 0)"));
  EXPECT_EQ(store->commit(commit_of({example_events()[1]}, 3)).error(), Errc::corrupt);
  EXPECT_EQ(store->checkpoint()->last_sequence, 1U);
  EXPECT_EQ(integer("SELECT count(*) FROM windows"), 3);
  ASSERT_TRUE(other->execute("DELETE FROM events WHERE sequence = 2"));
  EXPECT_TRUE(store->commit(commit_of({example_events()[1]}, 3)));
  EXPECT_EQ(lines(*store).size(), 2U);
}

}  // namespace
}  // namespace outcry::outputs
