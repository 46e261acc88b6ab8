// What a mail server has answered, step by step, and what follows from it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/remote_sink.h"

namespace outcry::outputs::email {

/// What the server answers to.
enum class Step : std::uint8_t { greeting, hello, starttls, sign_in, sender, recipient, data, text, other };

struct Answer {
  Step step = Step::greeting;
  std::string recipient;  ///< of a step of that name
  unsigned code = 0;      ///< of three digits; 0 = it has none
  std::string words;      ///< of all lines, printable ASCII; of `sign_in` none, where a server may repeat a secret
};

/// Hears both sides of one talk. Keeps nothing of what is said while the user is signed in.
class Transcript {
 public:
  /// A line that was sent.
  void said(std::string_view line);
  /// A line that came.
  void heard(std::string_view line);
  const std::vector<Answer>& answers() const { return answers_; }
  Step step() const { return step_; }

 private:
  Step step_ = Step::greeting;
  std::string recipient_;
  std::string words_;  ///< of the lines of this answer before the last
  std::vector<Answer> answers_;
};

/// How a talk ended beside what was answered.
enum class Break : std::uint8_t {
  none,
  network,      ///< not reached, cut, too late
  protocol,     ///< what came was no answer
  tls,          ///< none that is trusted, or none at all
  no_password,  ///< user and password cannot be given in a way that both sides know
};

struct Talk {
  std::vector<Answer> answers;
  Step last = Step::greeting;  ///< that was begun
  Break broken = Break::none;
  std::string why;  ///< it broke
};

/// 2xx to the text takes it, whatever follows; recipients who were refused beside others are named. 4xx: later. What
/// the server says against this one text, or to its size (552), refuses it. All other 5xx, a user who is not let in,
/// and TLS that is not trusted want the operator: later, and seldom.
Attempt attempt_of(const Talk& talk, std::string_view server);

}  // namespace outcry::outputs::email
