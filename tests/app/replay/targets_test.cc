// Where a replay may write, and what it must leave alone.
#include "app/replay/targets.h"

#include <gmock/gmock.h>

#include "archive_files.h"

namespace outcry::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReplayTargets : public Archives {
 protected:
  std::vector<std::string> faults(const std::string& store, const std::string& events) {
    return faults_of({.store = store, .events = events}, {{.path = write("a.jsonl", "{}\n")}});
  }
};

TEST_F(ReplayTargets, TakesNewFilesStreamsAndDevices) {
  EXPECT_THAT(faults("", ""), IsEmpty());
  EXPECT_THAT(faults(path("s.db"), path("e.ndjson")), IsEmpty());
  EXPECT_THAT(faults("", "-"), IsEmpty());
  EXPECT_THAT(faults("", "/dev/null"), IsEmpty());
  EXPECT_THAT(faults("", write("empty", "")), IsEmpty());
}

TEST_F(ReplayTargets, RefusesTheArchiveUnderAnyName) {
  const auto archive = write("a.jsonl", "{}\n");
  std::filesystem::create_symlink(archive, path("soft"));
  std::filesystem::create_hard_link(archive, path("hard"));
  for (const auto& name : {archive, path("soft"), path("hard"), path("./a.jsonl")}) {
    EXPECT_THAT(faults("", name), ElementsAre(HasSubstr("is the archive that is to be read"))) << name;
    EXPECT_THAT(faults(name, ""), ElementsAre(HasSubstr("is the archive that is to be read"))) << name;
  }
}

TEST_F(ReplayTargets, RefusesAFileThatHoldsAnythingUnlessThereIsAStore) {
  const auto held = write("held", "x");
  EXPECT_THAT(faults("", held), ElementsAre(HasSubstr("nothing is overwritten")));
  EXPECT_THAT(faults(path("new.db"), held), ElementsAre(HasSubstr("nothing is overwritten")));
  EXPECT_THAT(faults(write("old.db", "x"), held), IsEmpty());
}

TEST_F(ReplayTargets, RefusesFoldersAndFoldersThatAreNotThere) {
  EXPECT_THAT(faults("", path("")), ElementsAre(HasSubstr("is a folder")));
  EXPECT_THAT(faults("", path("no/e.ndjson")), ElementsAre(HasSubstr("there is no folder")));
  EXPECT_THAT(faults(path("no/s.db"), ""), ElementsAre(HasSubstr("there is no folder")));
  EXPECT_THAT(faults(path("s.db"), path("s.db")), ElementsAre(HasSubstr("name two files")));
}

TEST_F(ReplayTargets, PassesNoControlCharactersOn) {
  EXPECT_THAT(faults("", path("no\x1b[31m/e")), ElementsAre(::testing::Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace outcry::app
