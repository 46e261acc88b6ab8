#include "outputs/email/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "net/refusal.h"

namespace outcry::outputs::email {
namespace {

using net::Fault;
using Outcome = Attempt::Outcome;

constexpr std::size_t kLongestWords = 300;
constexpr unsigned kTooLarge = 552;
constexpr unsigned kGoOn = 354;
constexpr unsigned kLeastCode = 100;
constexpr unsigned kLeastRefusal = 400;
constexpr std::size_t kCode = 3;
/// They want a user, whatever they answer to. Source: RFC 4954, 6.
constexpr std::array<unsigned, 4> kWantUser{530, 534, 535, 538};
/// With what follows them, since the word of a user may begin with the same letters.
constexpr std::array<std::pair<std::string_view, Step>, 7> kCommands{{{"EHLO ", Step::hello},
                                                                      {"HELO ", Step::hello},
                                                                      {"STARTTLS\r", Step::starttls},
                                                                      {"AUTH ", Step::sign_in},
                                                                      {"MAIL FROM:", Step::sender},
                                                                      {"RCPT TO:", Step::recipient},
                                                                      {"DATA\r", Step::data}}};

bool is_good(const Answer& answer) { return answer.code >= 200 && answer.code < kLeastRefusal; }

std::string address_in(std::string_view line) {
  const auto begin = line.find('<');
  const auto end = line.find('>');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return "";
  return std::string(line.substr(begin + 1, end - begin - 1));
}

std::string told(const Answer& answer) {
  if (answer.code < kLeastCode) return "what is no answer: " + answer.words;
  return fmt::format("{}{}{}", answer.code, answer.words.empty() ? "" : " ", answer.words);
}

std::string_view what_of(Step step) {
  switch (step) {
    case Step::greeting:
      return "takes no mail";
    case Step::hello:
      return "does not let us speak";
    case Step::starttls:
      return "does not begin TLS";
    case Step::sign_in:
      return "does not take user and password";
    case Step::sender:
      return "does not take the sender";
    case Step::recipient:
      return "takes no recipient";
    case Step::data:
    case Step::text:
      return "does not take the message";
    case Step::other:
      return "does not go on";
  }
  return "";
}

std::vector<Answer> refused_recipients(const Talk& talk) {
  std::vector<Answer> out;
  for (const Answer& answer : talk.answers)
    if (answer.step == Step::recipient && !is_good(answer)) out.push_back(answer);
  return out;
}

bool has_recipients(const Talk& talk) {
  return std::ranges::any_of(talk.answers,
                             [](const Answer& one) { return one.step == Step::recipient && is_good(one); });
}

std::string named(const std::vector<Answer>& recipients) {
  std::string out;
  for (const Answer& one : recipients)
    out += fmt::format("{}{}: {}", out.empty() ? "" : "; ", one.recipient, told(one));
  return out;
}

/// The answer because of which it ended; null when there is none.
const Answer* refusal(const Talk& talk) {
  const auto is_said = [](const Answer& one) { return one.step != Step::other; };
  const auto last = std::find_if(talk.answers.rbegin(), talk.answers.rend(), is_said);
  if (last == talk.answers.rend() || is_good(*last)) return nullptr;
  if (last->step == Step::recipient && has_recipients(talk)) return nullptr;
  return &*last;
}

Attempt refused_by(const Answer& answer, const Talk& talk, std::string_view server) {
  const bool of_recipients = answer.step == Step::recipient;
  const auto recipients = refused_recipients(talk);
  const auto is_for_now = [](const Answer& one) { return one.code < 500; };
  const bool for_now = of_recipients ? std::ranges::any_of(recipients, is_for_now) : is_for_now(answer);
  const auto why = of_recipients ? named(recipients) : told(answer);
  const auto passing = answer.code < kLeastRefusal ? Fault::protocol : Fault::server;
  auto failure =
      net::failure(for_now ? passing : Fault::fatal, server, fmt::format("{}: {}", what_of(answer.step), why));
  const bool wants_user = std::ranges::find(kWantUser, answer.code) != kWantUser.end();
  const bool of_text = answer.step == Step::data || answer.step == Step::text || answer.code == kTooLarge;
  const bool refuses = of_text && !for_now && !wants_user && !of_recipients;
  return Attempt::not_taken(refuses ? Outcome::refused : Outcome::later, std::move(failure));
}

std::string broken_off(const Talk& talk) {
  const bool says_when = talk.broken == Break::network && talk.last > Step::hello && talk.last != Step::other;
  return fmt::format("{}{}{}", says_when ? what_of(talk.last) : "", says_when ? ": " : "", net::shown(talk.why));
}

Fault fault_of(Break broken) {
  switch (broken) {
    case Break::none:
    case Break::network:
      return Fault::network;
    case Break::protocol:
      return Fault::protocol;
    case Break::tls:
    case Break::no_password:
      return Fault::fatal;
  }
  return Fault::network;
}

}  // namespace

void Transcript::said(std::string_view line) {
  const auto is_command = [&](const auto& command) { return line.starts_with(command.first); };
  const auto* const command = std::ranges::find_if(kCommands, is_command);
  const bool is_known = command != kCommands.end();
  if (!is_known && step_ == Step::sign_in) return;
  step_ = is_known ? command->second : Step::other;
  recipient_ = step_ == Step::recipient ? address_in(line) : "";
}

void Transcript::heard(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  const auto words = line.size() > kCode + 1 ? line.substr(kCode + 1) : "";
  if (step_ != Step::sign_in && words_.size() < kLongestWords)
    words_.append(words_.empty() || words.empty() ? "" : " ").append(net::shown(words));
  if (line.size() > kCode && line[kCode] == '-') return;
  Answer answer{.step = step_, .recipient = recipient_, .words = std::exchange(words_, "").substr(0, kLongestWords)};
  const auto digits = line.substr(0, kCode);
  std::from_chars(digits.data(), digits.data() + digits.size(), answer.code);
  if (step_ == Step::data && answer.code == kGoOn) step_ = Step::text;
  answers_.push_back(std::move(answer));
}

Attempt attempt_of(const Talk& talk, std::string_view server) {
  const auto is_end = [](const Answer& one) { return one.step == Step::text && is_good(one); };
  if (std::ranges::any_of(talk.answers, is_end)) {
    auto out = Attempt::taken();
    if (const auto refused = refused_recipients(talk); !refused.empty())
      out.failure = net::failure(Fault::server, server, "taken, but not for " + named(refused));
    return out;
  }
  if (const auto* answer = refusal(talk)) return refused_by(*answer, talk, server);
  return Attempt::not_taken(Outcome::later, net::failure(fault_of(talk.broken), server, broken_off(talk)));
}

}  // namespace outcry::outputs::email
