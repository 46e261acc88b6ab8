// What a verdict says beside its intent: symptoms, codes, scope, device, region, alternative, mood.
#include <gmock/gmock.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Verdicts : ::testing::Test {
  testing::Asked asked;
  Verdict of(std::string_view slug, std::string_view text) {
    const auto verdict = asked.of(slug, text);
    EXPECT_TRUE(verdict) << text;
    return verdict.value_or(Verdict{});
  }
  std::string region(std::string_view text) { return asked.region(of("netflix", text)); }
  std::string place(std::string_view country, std::string_view name) {
    return asked.region(
        *asked.of("netflix", {.text = "netflix is down", .place_country = country, .place_name = name}));
  }
};

TEST_F(Verdicts, SymptomsAreOfTheServiceThatFails) {
  const auto verdict = of("netflix", "cant log in to netflix");
  EXPECT_TRUE(asked.has_symptom(verdict, "login"));
  EXPECT_FALSE(asked.has_symptom(verdict, "playback"));
  EXPECT_TRUE(asked.has_symptom(of("hulu", "hulu keeps buffering, love spotify"), "playback"));
  EXPECT_TRUE(of("spotify", "hulu keeps buffering, love spotify").symptoms.empty());
}

TEST_F(Verdicts, CounterPhrasesCancelTheirSymptom) {
  EXPECT_TRUE(of("netflix", "i cant watch this show on netflix with mom").symptoms.empty());
}

TEST_F(Verdicts, CodesAreQuotedInCapitals) {
  EXPECT_THAT(of("netflix", "netflix error nw-2-5 again").error_codes, ElementsAre("NW-2-5"));
  EXPECT_THAT(of("xbox-live", "xbox live down 0x80190194").error_codes, ElementsAre("0X80190194"));
  EXPECT_THAT(of("netflix", "netflix gives 503 and 503 and 502").error_codes, ElementsAre("503", "502"));
  EXPECT_THAT(of("hulu", "hulu is down, nw-2-5").error_codes, IsEmpty()) << "a code of Netflix";
  EXPECT_THAT(of("netflix", "netflix S1503 is great").error_codes, IsEmpty());
}

TEST_F(Verdicts, CodesOfADevicePointToOnePerson) {
  EXPECT_FALSE(is_evidence(of("psn", "psn error DEV 6080 on my screen").intent));
}

TEST_F(Verdicts, ScopeIsWhatTheTextSays) {
  EXPECT_EQ(of("netflix", "netflix is completely down").scope, Scope::complete);
  EXPECT_EQ(of("hulu", "hulu on and off all evening, keeps dropping").scope, Scope::intermittent);
  EXPECT_EQ(of("hulu", "hulu is down").scope, Scope::unknown);
}

TEST_F(Verdicts, DevicesAreRead) {
  EXPECT_EQ(of("netflix", "netflix is down on the tv").device, Device::tv);
  EXPECT_EQ(of("netflix", "netflix app on my iPhone is down").device, Device::phone);
  EXPECT_EQ(of("netflix", "netflix down on ps5").device, Device::console);
  EXPECT_EQ(of("netflix", "netflix down in chrome").device, Device::web);
  EXPECT_EQ(of("xbox", "xbox is down").device, Device::unknown) << "the service is no device";
}

TEST_F(Verdicts, RegionsAreRead) {
  EXPECT_EQ(region("netflix is down in texas"), "US-TX");
  EXPECT_EQ(region("netflix down Houston"), "US-TX");
  EXPECT_EQ(region("netflix is down, austin tx"), "US-TX");
  EXPECT_EQ(region("netflix est en panne à Lyon"), "FR");
  EXPECT_EQ(region("netflix is down in the UK"), "GB");
  EXPECT_EQ(region("netflix is down"), "");
}

TEST_F(Verdicts, AmbiguousPlacesNeedAReason) {
  EXPECT_EQ(region("netflix is down in Georgia"), "US-GA");
  EXPECT_EQ(region("my friend georgia says netflix is down"), "");
  EXPECT_EQ(region("netflix is down for me or you"), "");
  EXPECT_EQ(region("netflix is down in or out"), "");
  EXPECT_EQ(region("netflix is down in OR"), "US-OR");
  EXPECT_EQ(region("netflix is down, Portland OR"), "US-OR");
  EXPECT_EQ(region("netflix is down, portland, maine"), "US-ME");
  EXPECT_EQ(region("nice, netflix is down"), "");
  EXPECT_EQ(region("reading a book since netflix is down"), "");
  EXPECT_EQ(region("netflix is down in Reading"), "GB");
  EXPECT_EQ(region("paris texas has no netflix, its down"), "US-TX");
}

TEST_F(Verdicts, ThePlaceOfThePostCountsWhenTheTextNamesNone) {
  EXPECT_EQ(place("US", "Austin, TX"), "US-TX");
  EXPECT_EQ(place("US", "Portland, OR"), "US-OR");
  EXPECT_EQ(place("FR", ""), "FR");
  EXPECT_EQ(place("FR", "Paris"), "FR");
  EXPECT_EQ(place("US", "Paris"), "US-TX");
  EXPECT_EQ(place("ZZ", "Nowhere"), "");
  EXPECT_EQ(asked.region(*asked.of("netflix", {.text = "netflix is down in ohio", .place_name = "Austin, TX"})),
            "US-OH");
}

TEST_F(Verdicts, AlternativesAreNamed) {
  const auto verdict = of("netflix", "netflix is down, switched to hulu");
  ASSERT_TRUE(verdict.alternative);
  EXPECT_EQ(asked.catalog().at(*verdict.alternative).slug, "hulu");
  EXPECT_TRUE(of("netflix", "netflix keeps buffering so watching hulu instead").alternative);
  EXPECT_FALSE(of("netflix", "netflix is down").alternative);
  EXPECT_FALSE(of("hulu", "netflix is down, switched to hulu").alternative);
}

TEST_F(Verdicts, MoodIsBetweenMinusOneAndOne) {
  EXPECT_LT(of("netflix", "netflix is down again, i hate it, worst service").sentiment, -0.5);
  EXPECT_GT(of("netflix", "i love netflix, it is great").sentiment, 0.5);
  EXPECT_EQ(of("netflix", "netflix is down").sentiment, 0);
}

TEST_F(Verdicts, EvidenceIsAProbability) {
  EXPECT_GT(of("netflix", "netflix is down again").evidence, 0.7);
  EXPECT_LT(of("netflix", "i love netflix").evidence, 0.2);
}

}  // namespace
}  // namespace outcry::nlp
