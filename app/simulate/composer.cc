// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/composer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "app/simulate/style.h"

namespace outcry::simulate {

namespace {

/// Kinds that a person writes off the cuff, with asides and typos.
bool personal(Kind kind) {
  switch (kind) {
    case Kind::news:
    case Kind::press:
    case Kind::acknowledged:
    case Kind::resolved:
    case Kind::promotion:
    case Kind::spam:
    case Kind::meme:
      return false;
    default:
      return true;
  }
}

bool upset(Kind kind) { return kind == Kind::report || kind == Kind::question || kind == Kind::individual; }

std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string category_of(const Draft& draft) {
  return draft.service == nullptr ? Texts::builtin().categories().front() : draft.service->category;
}

std::string base36(std::uint64_t number, std::size_t length) {
  std::string out;
  for (; length > 0; --length, number /= 36) out += "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
  return out;
}

}  // namespace

Composer::Composer(std::uint64_t seed) : random_(seed, "composer") {}

Author Composer::author_of(const Draft& draft) {
  static constexpr std::array<std::string_view, 4> kSort{"person", "press", "official", "spammer"};
  const auto sort = static_cast<std::size_t>(draft.account);
  if (draft.account == Account::official)
    return {mix(0, draft.service->official), draft.service->official, draft.account};
  Author author{mix(draft.author, kSort[sort]), "", draft.account};
  const auto& names = Texts::builtin().words("name", "");
  const auto& tail = draft.account == Account::press ? Texts::builtin().words("press_tail", "") : names;
  author.handle =
      fmt::format("{}{}{}", names[author.id % names.size()], tail[author.id / 64 % tail.size()], author.id % 9973);
  return author;
}

SimulatedPost Composer::compose(const Draft& draft) {
  SimulatedPost post{.time = draft.time, .kind = draft.kind, .author = author_of(draft)};
  city_.clear();
  const Template& chosen = pick(draft);
  reply_ = chosen.reply;
  post.language = chosen.language;
  post.text = fill(chosen.text, draft, 0);
  if (personal(draft.kind) && chosen.language == "en") {
    if (draft.kind != Kind::unrelated) post.text = with_asides(std::move(post.text), chosen, draft);
    post.text = typed(std::move(post.text), hand_of(post.author.id), random_);
    if (draft.kind != Kind::unrelated && hand_of(post.author.id).emoji)
      post.text.append(1, ' ').append(aside(upset(draft.kind) ? "sad" : "glad", draft));
  }
  if (draft.place != nullptr && random_.chance(0.05)) post.place = draft.place;
  return post;
}

const Template& Composer::pick(const Draft& draft) {
  const auto category = category_of(draft);
  const bool scope_by_template = random_.chance(0.6);
  const auto& fitting = Texts::builtin().templates(
      {draft.kind, draft.symptom, scope_by_template ? draft.scope : Scope::unknown, category});
  for (;;) {
    const Template& drawn = *fitting[random_.below(fitting.size())];
    if (draft.place != nullptr || !drawn.names_place) return drawn;
  }
}

std::string Composer::fill(const std::string& text, const Draft& draft, int depth) {
  constexpr int kDeepest = 4;
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto open = text.find('{', at);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos || depth > kDeepest) break;
    out.append(text, at, open - at);
    out += slot(std::string_view(text).substr(open + 1, close - open - 1), draft, depth);
    at = close + 1;
  }
  return out.append(text, at, std::string::npos);
}

std::string Composer::slot(std::string_view name, const Draft& draft, int depth) {
  if (name == "place" || name == "city" || name == "abbr")
    return draft.place == nullptr ? std::string(name) : place_slot(name, *draft.place);
  if (name == "code") return draft.code;
  if (name == "id") return base36(random_.below(60466176), 5);
  if (auto text = service_slot(name, draft); !text.empty()) return text;
  const auto& words = Texts::builtin().words(name, category_of(draft));
  return words.empty() ? std::string(name) : fill(words[random_.below(words.size())], draft, depth + 1);
}

std::string Composer::service_slot(std::string_view name, const Draft& draft) {
  if (draft.service == nullptr) return {};
  const auto& service = *draft.service;
  const auto any_name = [this](const ServicePlan& of) { return of.names[random_.below(of.names.size())]; };
  const auto tag = [&service] { return fmt::format("#{}", letters_of(service.names.front())); };
  if (name == "svc") return random_.chance(0.05) ? tag() : any_name(service);
  if (name == "tag") return tag();
  if (name == "svc_word") return letters_of(service.names.front());
  if (name == "at") return fmt::format("@{}", random_.chance(0.5) ? service.handle : service.official);
  if ((name == "other" || name == "cause") && draft.other != nullptr) return any_name(*draft.other);
  return {};
}

std::string Composer::place_slot(std::string_view name, const Place& place) {
  if (name == "abbr") return place.abbreviation;
  if (name == "place" && random_.chance(0.35)) return place.name;
  if (city_.empty()) city_ = place.cities[random_.below(place.cities.size())];
  return city_;
}

std::string Composer::aside(std::string_view list, const Draft& draft) {
  const auto& words = Texts::builtin().words(list, category_of(draft));
  return fill(words[random_.below(words.size())], draft, 1);
}

std::string Composer::with_asides(std::string text, const Template& from, const Draft& draft) {
  const auto add = [&](std::string_view list) {
    const bool sentence = text.back() == '?' || random_.chance(0.3);
    const std::string words = aside(list, draft);
    const std::string_view joint = sentence ? (text.back() == '?' ? " " : ". ") : (random_.chance(0.5) ? ", " : " ");
    text.append(joint).append(words);
  };
  const bool evidence = draft.kind == Kind::report || draft.kind == Kind::question;
  if (evidence && draft.scope != Scope::unknown && !from.scoped)
    add(draft.scope == Scope::complete ? "scope_complete" : "scope_intermittent");
  if (!draft.code.empty()) add("code_phrase");
  if (evidence && draft.place != nullptr && !from.names_place) add("place_phrase");
  if (evidence && random_.chance(0.25)) text = fmt::format("{} {}", aside("opener", draft), text);
  if (evidence && random_.chance(0.3)) add("closer");
  if (random_.chance(0.15)) text += draft.kind == Kind::question ? "??" : "!!";
  return text;
}

}  // namespace outcry::simulate
