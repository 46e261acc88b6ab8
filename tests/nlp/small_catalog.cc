#include "tests/nlp/small_catalog.h"

#include <algorithm>
#include <utility>

namespace outcry::nlp::testing {
namespace {

using Texts = std::vector<std::string>;

void add_services(Catalog& catalog) {
  catalog.categories = {
      {"video", "Video"}, {"games", "Games"}, {"mobile-network", "Mobile networks"}, {"social", "Social"}};
  catalog.services = {
      {.slug = "netflix",
       .name = "Netflix",
       .category = "video",
       .names = {"nflx", "ネットフリックス", "넷플릭스"},
       .handles = {"netflix", "netflixhelps"},
       .official = {"netflixhelps"},
       .hashtags = {"netflixdown"}},
      {.slug = "hulu", .name = "Hulu", .category = "video", .handles = {"hulu_support"}, .official = {"hulu_support"}},
      {.slug = "disney-plus", .name = "Disney+", .category = "video", .names = {"disney plus"}},
      {.slug = "amazon", .name = "Amazon", .category = "shops"},
      {.slug = "prime-video",
       .name = "Prime Video",
       .category = "video",
       .names = {"amazon prime video", "prime"},
       .ambiguous = {"prime"},
       .context = {"watch", "episode", "movie", "stream"},
       .never = {"prime minister"}},
      {.slug = "max",
       .name = "Max",
       .category = "video",
       .names = {"hbo max"},
       .ambiguous = {"Max"},
       .context = {"hbo", "stream", "episode"},
       .never = {"max verstappen"}},
      {.slug = "xbox-live", .name = "Xbox Live", .category = "games", .names = {"xbl"}, .handles = {"xboxsupport"}},
      {.slug = "xbox", .name = "Xbox", .category = "games"},
      {.slug = "psn", .name = "PlayStation Network", .category = "games", .names = {"psn"}},
      {.slug = "discord",
       .name = "Discord",
       .category = "messaging",
       .ambiguous = {"Discord"},
       .context = {"voice", "server", "chat"}},
      {.slug = "spotify", .name = "Spotify", .category = "music", .official = {"spotifystatus"}},
      {.slug = "spectrum",
       .name = "Spectrum",
       .category = "fixed-network",
       .ambiguous = {"Spectrum"},
       .context = {"internet", "wifi", "cable"},
       .handles = {"ask_spectrum"}},
      {.slug = "verizon", .name = "Verizon", .category = "mobile-network", .handles = {"verizonsupport"}},
      {.slug = "t-mobile", .name = "T-Mobile", .category = "mobile-network"},
      {.slug = "x",
       .name = "X",
       .category = "social",
       .names = {"twitter"},
       .ambiguous = {"X"},
       .context = {"tweet", "timeline"}},
      {.slug = "sky",
       .name = "Sky",
       .category = "fixed-network",
       .names = {"sky broadband"},
       .ambiguous = {"Sky"},
       .context = {"broadband", "router"}},
      {.slug = "free",
       .name = "Free",
       .category = "fixed-network",
       .names = {"freebox"},
       .ambiguous = {"Free"},
       .context = {"box", "fibre"}},
      {.slug = "chase",
       .name = "Chase",
       .category = "banks",
       .ambiguous = {"Chase"},
       .context = {"bank", "account", "app", "card"}},
  };
}

void add_phrases(Catalog& catalog, PhraseKind kind, const std::string& language, const Texts& texts) {
  for (const auto& text : texts) catalog.phrases.push_back({kind, language, text});
}

void add_english(Catalog& catalog) {
  const std::pair<PhraseKind, Texts> lists[] = {
      {PhraseKind::failure,
       {"down",
        "is down",
        "went down",
        "not working",
        "isnt working",
        "doesnt work",
        "wont load",
        "not loading",
        "cant log in",
        "cant login",
        "cant connect",
        "cant watch",
        "cant stream",
        "cant open",
        "cant access",
        "wont let me",
        "broken",
        "is broken",
        "offline",
        "outage",
        "crashed",
        "keeps crashing",
        "buffering",
        "keeps buffering",
        "no internet",
        "no signal",
        "no service",
        "error",
        "having issues",
        "having problems",
        "problems with",
        "issues with",
        "trouble with",
        "unable to log in",
        "wont connect",
        "stopped working",
        "cant send",
        "looks like .. down",
        "cant get .. to work",
        "not sending",
        "black screen",
        "is out"}},
      {PhraseKind::complete,
       {"completely down", "nothing loads", "totally dead", "cant .. at all", "not working at all"}},
      {PhraseKind::intermittent, {"keeps buffering", "on and off", "keeps dropping", "every few minutes"}},
      {PhraseKind::recovery,
       {"is back", "back up", "working again", "its back", "fixed now", "back online", "no longer down", "is fixed"}},
      {PhraseKind::question,
       {"anyone else", "anybody else", "is it just me", "just me or", "whats going on with", "does anyone know",
        "for anyone"}},
      {PhraseKind::planned,
       {"scheduled maintenance", "will be down", "going down for maintenance", "going down at", "maintenance tomorrow",
        "will be unavailable"}},
      {PhraseKind::official,
       {"we are investigating", "were investigating", "our engineers", "we are aware", "sorry for the inconvenience",
        "thanks for your patience", "please dm us"}},
      {PhraseKind::news,
       {"reportedly", "users report", "thousands of users", "downdetector", "according to", "reports of", "breaking",
        "hit by outage"}},
      {PhraseKind::workaround, {"try restarting", "worked for me", "fixed it by", "clear your cache", "try a vpn"}},
      {PhraseKind::individual,
       {"my account", "my password", "my payment", "my card", "got banned", "in my country", "on my phone", "my ps4",
        "my laptop"}},
      {PhraseKind::joke, {"and chill", "lol imagine", "said nobody ever"}},
      {PhraseKind::past, {"was down last week", "last year", "used to", "remember when"}},
      {PhraseKind::hypothetical, {"if .. goes down", "imagine if", "what if", "would be down"}},
      {PhraseKind::idiom,
       {"calm down", "hands down", "down to", "down for some", "out now", "is out now", "shut down", "sit down",
        "broken heart", "let me down", "come down", "im down", "downed", "download", "settle down", "down the"}},
      {PhraseKind::now,
       {"right now", "again", "still", "today", "tonight", "this morning", "at the moment", "now", "since"}},
      {PhraseKind::me_too, {"same here", "me too", "same in", "same problem", "here too"}},
      {PhraseKind::negation, {"not", "isnt", "never", "no"}},
  };
  for (const auto& [kind, texts] : lists) add_phrases(catalog, kind, "en", texts);
}

void add_other_languages(Catalog& catalog) {
  add_phrases(catalog, PhraseKind::failure, "fr",
              {"en panne", "ne marche pas", "ne marche plus", "marche pas", "ne fonctionne pas",
               "impossible de se connecter", "est hs", "plante"});
  add_phrases(catalog, PhraseKind::me_too, "fr", {"pareil", "idem", "moi aussi"});
  add_phrases(catalog, PhraseKind::question, "fr", {"je suis le seul", "quelquun dautre"});
  add_phrases(catalog, PhraseKind::recovery, "fr", {"de retour", "remarche"});
  add_phrases(catalog, PhraseKind::failure, "es",
              {"no funciona", "se cayó", "está caído", "no carga", "no puedo entrar"});
  add_phrases(catalog, PhraseKind::question, "es", {"a alguien más", "soy el único"});
  add_phrases(catalog, PhraseKind::recovery, "es", {"ya funciona", "volvió"});
  add_phrases(catalog, PhraseKind::failure, "de",
              {"geht nicht", "funktioniert nicht", "ist down", "lädt nicht", "störung"});
  add_phrases(catalog, PhraseKind::failure, "pt", {"fora do ar", "caiu", "não funciona", "não abre"});
  add_phrases(catalog, PhraseKind::failure, "ja", {"落ちてる", "繋がらない", "見れない", "障害"});
  add_phrases(catalog, PhraseKind::failure, "ko", {"안 돼", "안됨", "접속이 안", "먹통"});
  add_phrases(catalog, PhraseKind::failure, "tr", {"çöktü", "açılmıyor"});
  add_phrases(catalog, PhraseKind::failure, "ar", {"لا يعمل", "معطل"});
  add_phrases(catalog, PhraseKind::failure, "th", {"ล่ม", "ใช้ไม่ได้"});
}

void add_symptoms(Catalog& catalog) {
  catalog.symptoms = {
      {"login",
       "cannot log in",
       {"cant log in", "cant login", "unable to log in", "wont let me in"},
       {"forgot my password"},
       {},
       {}},
      {"playback",
       "does not play",
       {"keeps buffering", "buffering", "cant watch", "wont play"},
       {"cant watch this"},
       {},
       {}},
      {"connection", "no connection", {"no internet", "cant connect", "no signal", "wont connect"}, {}, {}, {}},
      {"messages", "messages not sent", {"not sending", "cant send"}, {}, {}, {}},
  };
  catalog.error_codes = {{"nw-\\d+-\\d+", "netflix", false},
                         {"(?:CE|NW|WS)-\\d{5}-\\d", "psn", false},
                         {"0x8[0-9a-f]{7}", "", false},
                         {"\\b50[0234]\\b", "", false},
                         {"DEV \\d{4}", "", true}};
}

struct PlaceRow {
  std::string code, country, name;
  Texts names, ambiguous, cities, ambiguous_cities;
};

void add_places(Catalog& catalog) {
  const std::vector<PlaceRow> rows{
      {"US", "US", "United States", {"united states", "usa"}, {"us"}, {}, {}},
      {"US-TX", "US", "Texas", {"texas", "tx"}, {}, {"houston", "dallas", "austin"}, {"paris"}},
      {"US-GA", "US", "Georgia", {}, {"georgia", "ga"}, {"atlanta"}, {}},
      {"US-OR", "US", "Oregon", {"oregon"}, {"or"}, {}, {"portland"}},
      {"US-IN", "US", "Indiana", {"indiana"}, {"in"}, {"indianapolis"}, {}},
      {"US-ME", "US", "Maine", {}, {"me", "maine"}, {}, {"portland"}},
      {"US-OH", "US", "Ohio", {"ohio"}, {"oh"}, {"cleveland"}, {}},
      {"US-NY", "US", "New York", {"new york", "nyc"}, {"ny"}, {"brooklyn"}, {}},
      {"FR", "FR", "France", {"france"}, {}, {"lyon", "paris"}, {"nice"}},
      {"GB", "GB", "United Kingdom", {"united kingdom", "uk"}, {}, {"london"}, {"reading"}},
      {"DE", "DE", "Germany", {"germany", "deutschland"}, {}, {"berlin"}, {"essen"}},
  };
  for (const auto& row : rows) {
    const auto id = static_cast<RegionId>(catalog.regions.size());
    catalog.regions.push_back({row.code, row.name, row.country, 0});
    for (const auto& text : row.names) catalog.places.push_back({text, id, false, false});
    for (const auto& text : row.ambiguous) catalog.places.push_back({text, id, false, true});
    for (const auto& text : row.cities) catalog.places.push_back({text, id, true, false});
    for (const auto& text : row.ambiguous_cities) catalog.places.push_back({text, id, true, true});
  }
}

void add_valences(Catalog& catalog) {
  catalog.valences = {{"love", 3.2},      {"great", 3.1},  {"good", 1.9},   {"hate", -2.7},
                      {"terrible", -2.1}, {"awful", -2.0}, {"thanks", 1.9}, {"worst", -3.1},
                      {"happy", 2.7},     {":(", -1.9},    {":)", 2.0},     {"angry", -2.3},
                      {"no", -1.2},       {"sucks", -1.5}, {"fine", 0.8},   {"cant stand", -2}};
}

Classifier made(const std::shared_ptr<const Catalog>& catalog, ClassifierOptions options) {
  auto classifier = Classifier::make(catalog, options);
  if (!classifier) std::abort();
  return std::move(*classifier);
}

}  // namespace

std::shared_ptr<const Catalog> small_catalog() {
  auto catalog = std::make_shared<Catalog>();
  add_services(*catalog);
  add_english(*catalog);
  add_other_languages(*catalog);
  add_symptoms(*catalog);
  add_places(*catalog);
  add_valences(*catalog);
  return catalog;
}

Asked::Asked(std::shared_ptr<const Catalog> catalog, ClassifierOptions options)
    : catalog_(std::move(catalog)), classifier_(made(catalog_, options)), workspace_(classifier_.workspace()) {}

std::span<const Verdict> Asked::all(const Post& post) { return classifier_.classify(post, workspace_); }

std::span<const Verdict> Asked::all(std::string_view text) { return all(Post{.text = text}); }

std::optional<Verdict> Asked::of(std::string_view slug, const Post& post) {
  const auto verdicts = all(post);
  const auto found = std::ranges::find(verdicts, *catalog_->find_service(slug), &Verdict::service);
  return found == verdicts.end() ? std::nullopt : std::optional(*found);
}

std::optional<Verdict> Asked::of(std::string_view slug, std::string_view text) { return of(slug, Post{.text = text}); }

std::optional<Instance> Asked::instance(std::string_view slug, const Post& post) {
  return classifier_.instance(post, *catalog_->find_service(slug), workspace_);
}

Explanation Asked::explained(std::string_view text) { return explained(Post{.text = text}); }

Explanation Asked::explained(const Post& post) { return classifier_.explain(post, workspace_); }

std::string Asked::region(const Verdict& verdict) const {
  return verdict.region == kNoRegion ? "" : catalog_->at(verdict.region).code;
}

bool Asked::has_symptom(const Verdict& verdict, std::string_view slug) const {
  return verdict.symptoms.has(*catalog_->find_symptom(slug));
}

}  // namespace outcry::nlp::testing
