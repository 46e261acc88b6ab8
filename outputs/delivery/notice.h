// What people are told in one message: incidents in few fields, with a title and a text that can be read aloud.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "outputs/remote_sink.h"

namespace outcry::outputs::delivery {

/// How far an incident has come, as far as people care.
enum class Stage : std::uint8_t {
  suspected,
  open,
  recovering,
  merged,  ///< into a common cause, under which it is told on
  over,
};
Stage stage_of(const Json& incident);

/// An incident as a notice tells it.
struct Brief {
  std::uint64_t sequence = 0;  ///< of its event
  Json fields;                 ///< as in docs/schema/notice.v1.json
  std::string source;
  std::string time;
  std::string recorded;
};

/// Of an event: that it recovers means that fewer report it, and not that it works. Words of people are told when the
/// event has them, three posts at most. `public_url` is where people reach the page, "" = they do not.
Brief brief_of(const LoggedEvent& event, const std::string& public_url);

/// Messages about the same incidents make a conversation.
struct NoticeHead {
  std::string conversation;
  std::uint64_t number = 1;  ///< of the message in it
  bool begins = true;        ///< something fails, and that is news; otherwise nobody need come
};

/// Incidents that a notice tells each for itself, the worst; the others are only counted.
inline constexpr std::size_t kMostBriefs = 20;

/// `outcry.notice.v1` of one incident or more, with the sequence and the time of the newest event among theirs.
LoggedEvent notice_of(const NoticeHead& head, std::span<const Brief* const> briefs);

/// Whether the event is a notice.
bool is_notice(const Json& event);

}  // namespace outcry::outputs::delivery
