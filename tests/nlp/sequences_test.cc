#include "nlp/sequences.h"

#include <gmock/gmock.h>

#include <tuple>

namespace outcry::nlp {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string_view>;
using Found = std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>>;

Found find(const Sequences& sequences, const Words& text) {
  std::vector<std::uint32_t> numbers;
  for (const auto word : text) numbers.push_back(sequences.number(word));
  Found out;
  sequences.find(numbers, [&](auto... found) { out.emplace_back(found...); });
  return out;
}

TEST(Sequences, FindsEveryOneIncludingThoseInsideOthers) {
  Sequences sequences;
  sequences.add(Words{"is", "down"}, 1);
  sequences.add(Words{"is", "down", "again"}, 2);
  sequences.add(Words{"down"}, 3);
  EXPECT_THAT(find(sequences, {"it", "is", "down", "again"}),
              UnorderedElementsAre(std::tuple(1, 1, 3), std::tuple(2, 1, 4), std::tuple(3, 2, 3)));
}

TEST(Sequences, AWordOfNoSequenceBreaksThem) {
  Sequences sequences;
  sequences.add(Words{"is", "down"}, 1);
  EXPECT_THAT(find(sequences, {"is", "really", "down"}), IsEmpty());
  EXPECT_EQ(sequences.number("really"), Sequences::kUnknown);
}

TEST(Sequences, SharedByTwoAreToldForBoth) {
  Sequences sequences;
  sequences.add(Words{"no", "sound"}, 4);
  sequences.add(Words{"no", "sound"}, 9);
  EXPECT_THAT(find(sequences, {"no", "sound"}), UnorderedElementsAre(std::tuple(4, 0, 2), std::tuple(9, 0, 2)));
}

TEST(Sequences, WithoutWordsOrTextNothingIsFound) {
  Sequences sequences;
  sequences.add({}, 1);
  EXPECT_THAT(find(sequences, {"is"}), IsEmpty());
  sequences.add(Words{"is"}, 2);
  EXPECT_THAT(find(sequences, {}), IsEmpty());
}

}  // namespace
}  // namespace outcry::nlp
