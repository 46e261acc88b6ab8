// Written posts and what they are: the classifier's table of cases.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

/// `service`: slug, "" when no service may be found at all. `intent`: name, "none" when the service may not be
/// found, "evidence" for report or question, "no evidence" for anything else.
struct Case {
  std::string text;
  std::string service;
  std::string intent;
};

std::string found(testing::Asked& asked, const Case& expected) {
  const auto verdict = asked.of(expected.service, expected.text);
  if (!verdict) return "none";
  if (expected.intent == "evidence")
    return is_evidence(verdict->intent) ? "evidence" : std::string(name(verdict->intent));
  if (expected.intent == "no evidence" && !is_evidence(verdict->intent)) return "no evidence";
  return std::string(name(verdict->intent));
}

void expect(const std::vector<Case>& cases) {
  testing::Asked asked;
  for (const Case& one : cases) EXPECT_EQ(found(asked, one), one.intent) << "CASE " << one.service << ": " << one.text;
}

TEST(Cases, ReportsAreReports) {
  expect({
      {"netflix is down", "netflix", "report"},
      {"Netflix is down again in Texas", "netflix", "report"},
      {"NETFLIX IS DOWN", "netflix", "report"},
      {"ugh netflix isn't working tonight", "netflix", "report"},
      {"Netflix won't load on anything in this house", "netflix", "report"},
      {"can't log in to netflix", "netflix", "report"},
      {"cant watch netflix, just a black screen", "netflix", "report"},
      {"hulu keeps buffering every few minutes", "hulu", "report"},
      {"So hulu has been down for two hours now", "hulu", "report"},
      {"Xbox Live is down again", "xbox-live", "report"},
      {"xbox-live wont let me sign in", "xbox-live", "report"},
      {"psn down :(", "psn", "report"},
      {"unable to log in to psn since this morning", "psn", "report"},
      {"spotify stopped working in the middle of my run", "spotify", "report"},
      {"problems with spotify again today", "spotify", "report"},
      {"Disney+ is broken right now", "disney-plus", "report"},
      {"disney plus not loading, error 503", "disney-plus", "report"},
      {"no signal on verizon in the whole town", "verizon", "report"},
      {"verizon outage here in Ohio", "verizon", "report"},
      {"t mobile no service since 9am", "t-mobile", "report"},
      {"tmobile is down downtown", "t-mobile", "report"},
      {"twitter is downnnnn", "x", "report"},
      {"#netflixdown", "netflix", "report"},
      {"#HuluDown anyone?", "hulu", "evidence"},
      {"Is psn down? I can't connect", "psn", "report"},
      {"anyone else having problems with hulu tonight?", "hulu", "evidence"},
      {"discord voice is broken, nobody hears me", "discord", "report"},
      {"Discord not working", "discord", "report"},
      {"amazon prime video keeps buffering", "prime-video", "report"},
      {"HBO Max crashed twice, wont load now", "max", "report"},
      {"netflix can’t connect… again", "netflix", "report"},
      {"ＮＥＴＦＬＩＸ is down", "netflix", "report"},
      {"just got home and netflix is not working at all", "netflix", "report"},
      {"looks like hulu is down", "hulu", "report"},
      {"netflix and hulu are both down", "netflix", "report"},
      {"netflix and hulu are both down", "hulu", "report"},
      {"netflix, hulu and spotify are down", "netflix", "report"},
      {"my internet provider spectrum internet is out again", "spectrum", "report"},
      {"@Ask_Spectrum no internet in Brooklyn for hours", "spectrum", "report"},
      {"spotify.com is down", "spotify", "report"},
      {"why won't netflix load", "netflix", "evidence"},
      {"chase app is down, cant log in to my bank", "chase", "report"},
  });
}

TEST(Cases, QuestionsAreQuestions) {
  expect({
      {"is netflix down?", "netflix", "question"},
      {"Is Hulu down for anyone else?", "hulu", "question"},
      {"is it just me or is psn down", "psn", "question"},
      {"spotify down for anyone?", "spotify", "question"},
      {"netflix down?", "netflix", "question"},
  });
}

TEST(Cases, WhatIsOverOrDeniedIsNoEvidence) {
  expect({
      {"netflix is back", "netflix", "recovery"},
      {"hulu is working again, finally", "hulu", "recovery"},
      {"xbox live back up!", "xbox-live", "recovery"},
      {"psn is no longer down", "psn", "recovery"},
      {"netflix isn't down", "netflix", "no evidence"},
      {"netflix is not down for me", "netflix", "no evidence"},
      {"never had problems with hulu", "hulu", "no evidence"},
      {"remember when netflix was down last week", "netflix", "no evidence"},
      {"spotify used to crash, it was down last year", "spotify", "no evidence"},
      {"no problems with spotify here, love it", "spotify", "no evidence"},
  });
}

TEST(Cases, PlansOfficialsNewsAndTipsAreWhatTheyAre) {
  expect({
      {"psn will be down tomorrow for scheduled maintenance", "psn", "planned"},
      {"xbox live is going down for maintenance at 9", "xbox-live", "planned"},
      {"We are investigating reports of netflix errors. Sorry for the inconvenience", "netflix", "official"},
      {"Our engineers are working on the spotify login error, thanks for your patience", "spotify", "official"},
      {"Thousands of users report that Netflix is down, according to Downdetector https://t.co/x", "netflix", "news"},
      {"BREAKING: Verizon hit by outage, users report https://news.example/1", "verizon", "news"},
      {"netflix error fixed it by clear your cache, worked for me", "netflix", "workaround"},
  });
}

TEST(Cases, OnePersonsProblemIsNoOutage) {
  expect({
      {"my account got banned from psn, cant log in", "psn", "individual"},
      {"netflix declined my card again, my payment is stuck", "netflix", "no evidence"},
      {"hulu is not available in my country", "hulu", "individual"},
      {"forgot my password for spotify", "spotify", "no evidence"},
  });
}

TEST(Cases, IdiomsJokesAndTalkAreNoEvidence) {
  expect({
      {"netflix and chill", "netflix", "joke"},
      {"calm down, netflix will renew it", "netflix", "no evidence"},
      {"hands down the best show on netflix", "netflix", "no evidence"},
      {"the new season is out now on netflix", "netflix", "no evidence"},
      {"who is down for some netflix", "netflix", "no evidence"},
      {"im down to watch hulu", "hulu", "no evidence"},
      {"netflix left me with a broken heart", "netflix", "no evidence"},
      {"download it from spotify", "spotify", "no evidence"},
      {"lol imagine if netflix goes down on christmas", "netflix", "no evidence"},
      {"what if xbox live would be down all summer", "xbox-live", "no evidence"},
      {"I love netflix", "netflix", "other"},
      {"watching hulu with mom", "hulu", "other"},
      {"new phone from verizon today", "verizon", "other"},
      {"verizon gives me 300 down 20 up", "verizon", "no evidence"},
      {"sit down and watch disney+ with me", "disney-plus", "no evidence"},
      {"spotify playlist for when you need to settle down", "spotify", "no evidence"},
  });
}

TEST(Cases, CommonWordsNeedTheirContext) {
  expect({
      {"max is my dog", "max", "none"},
      {"Max Verstappen is down in third place", "max", "none"},
      {"the sky is clear today", "sky", "none"},
      {"sky broadband is down", "sky", "report"},
      {"the prime minister broke down", "prime-video", "none"},
      {"free pizza for everyone", "free", "none"},
      {"there is discord in the party", "discord", "none"},
      {"cops chase a car down the road", "chase", "none"},
      {"a spectrum of colours", "spectrum", "none"},
      {"solve for x", "x", "none"},
      {"win a #free phone", "free", "none"},
      {"X is down", "x", "report"},
      {"max stream is broken", "max", "evidence"},
  });
}

TEST(Cases, NamesInsideWordsAndLinksAreNoNames) {
  expect({
      {"unnetflixed", "netflix", "none"},
      {"netflixy and down", "netflix", "none"},
      {"https://netflix.com/title/1 is down", "netflix", "none"},
      {"mail me at bob@hulu.com, the server is down", "hulu", "none"},
      {"max@psn.example is broken", "psn", "none"},
  });
}

TEST(Cases, TheLongestNameWins) {
  expect({
      {"amazon prime video is down", "amazon", "none"},
      {"amazon prime video is down", "prime-video", "report"},
      {"xbox live is down", "xbox", "none"},
      {"xbox is down", "xbox", "report"},
  });
}

TEST(Cases, TheFailingServiceIsBlamed) {
  expect({
      {"xbox live is down, no netflix", "xbox-live", "report"},
      {"xbox live is down, no netflix", "netflix", "no evidence"},
      {"@Ask_Spectrum fix this, can't watch netflix", "spectrum", "report"},
      {"@Ask_Spectrum fix this, can't watch netflix", "netflix", "no evidence"},
      {"can't watch netflix because xbox live is down", "xbox-live", "report"},
      {"can't watch netflix because xbox live is down", "netflix", "no evidence"},
      {"netflix is down so I switched to hulu", "hulu", "no evidence"},
      {"netflix is down so I switched to hulu", "netflix", "report"},
      {"hulu works fine but netflix won't load", "netflix", "report"},
      {"hulu works fine but netflix won't load", "hulu", "no evidence"},
      {"watching netflix while psn is down", "psn", "report"},
      {"watching netflix while psn is down", "netflix", "no evidence"},
      {"discord chat works, xbox live down", "discord", "no evidence"},
      {"tweeting on twitter that spotify is down", "x", "no evidence"},
      {"tweeting on twitter that spotify is down", "spotify", "report"},
  });
}

TEST(Cases, OtherLanguagesAreRead) {
  expect({
      {"netflix ne marche pas ce soir", "netflix", "report"},
      {"Netflix est en panne", "netflix", "report"},
      {"la freebox ne marche plus", "free", "report"},
      {"netflix no funciona", "netflix", "report"},
      {"se cayó netflix", "netflix", "report"},
      {"Spotify está caído", "spotify", "report"},
      {"spotify esta caido", "spotify", "report"},
      {"ESTÁ CAÍDO SPOTIFY", "spotify", "report"},
      {"Netflix geht nicht", "netflix", "report"},
      {"netflix lädt nicht", "netflix", "report"},
      {"netflix caiu", "netflix", "report"},
      {"netflix fora do ar", "netflix", "report"},
      {"ネットフリックス落ちてる", "netflix", "report"},
      {"netflix見れない", "netflix", "report"},
      {"넷플릭스 접속이 안 돼요", "netflix", "report"},
      {"넷플릭스가 먹통", "netflix", "report"},
      {"netflix çöktü", "netflix", "report"},
      {"NETFLİX ÇÖKTÜ", "netflix", "report"},
      {"netflix لا يعمل", "netflix", "report"},
      {"netflix ล่ม", "netflix", "report"},
      {"netflix volvió", "netflix", "recovery"},
      {"a alguien más no le carga, no carga netflix", "netflix", "evidence"},
  });
}

TEST(Cases, APostWithoutAServiceSaysNothing) {
  testing::Asked asked;
  for (const std::string text :
       {"", " ", "what a day", "everything is down and broken", "@someone same here", "🔥🔥🔥", "#down"})
    EXPECT_TRUE(asked.all(text).empty()) << text;
}

}  // namespace
}  // namespace outcry::nlp
