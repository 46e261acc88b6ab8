// When people are told, and of what in one message: no flood of messages where much happens at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/time.h"
#include "outputs/delivery/notice.h"

namespace outcry::outputs::delivery {

struct DigestOptions {
  std::chrono::milliseconds quiet{0};  ///< between messages about one service
  bool edits = false;                  ///< what was told can be written anew, which disturbs nobody
  std::string public_url;              ///< where people reach the page, "" = they do not
};

/// Hears the events of the log in their order, and tells messages. An incident is told at once; what changes in it
/// waits until `quiet` is over since the last message about its service, and is not told if it has changed back by
/// then. Where more than kApart incidents begin within `quiet` that is a storm: one message tells of all of them,
/// another one of those that join within `quiet` of such a message, and one that all is over; in a long one also, once,
/// that half of them are, that many fail again, or that it has grown graver than it was. Only states and severities
/// that rise are worth a message, not numbers that change; of what was over before anybody could be told only that is
/// told, and only where it was an incident. With `edits` what changes is written over what was told as soon as it is
/// heard; what begins, begins again (also when it was only recovering; in a storm when that are many), joins a storm or
/// grows graver is a message all the same. People are called to what fails (NoticeHead::begins), and to nothing that
/// recovers or is over. Has no clock: the same events and times give the same messages.
class Digest {
 public:
  static constexpr std::size_t kApart = 2;
  static constexpr int kLong = 4;                    ///< times `quiet`
  static constexpr std::size_t kMostHeard = 10'000;  ///< incidents that are kept, the newest ones

  explicit Digest(DigestOptions options) : options_(std::move(options)) {}

  void hear(const LoggedEvent& event);
  /// Nothing was told later than this.
  void set_clock(EventTime now);
  /// From when on `next` has something to tell; EventTime::max() = nothing is waiting.
  EventTime due() const;
  /// What is to be told now; the same again, with all that was heard since, until it was `told`.
  std::optional<LoggedEvent> next(EventTime now);
  /// The message that `next` gave was taken.
  void told(EventTime now);
  /// Incidents of which something waits to be told.
  std::size_t waiting() const;

  /// Of a state: sequence of the first event that waits to be told.
  static std::optional<std::uint64_t> first_waiting(const Json& state);
  /// What has to be remembered. `restore` reads the events that it names with `read`, by sequence.
  Json state() const;
  void restore(const Json& state, const std::function<std::optional<Json>(std::uint64_t)>& read);

 private:
  struct Incident {
    Brief newest;
    std::string conversation;  ///< "" = it is in none yet
    std::uint64_t told = 0;    ///< sequence of the event that was told, by an edit too; 0 = none was
    bool is_said = false;      ///< a message has told it, and not only an edit
    Stage stage{};             ///< that was told; of what an edit tells to fail again, that before
    std::uint64_t level = 0;   ///< of the last message
  };
  struct Conversation {
    std::uint64_t number = 0;  ///< messages so far
    EventTime begun{};         ///< message that told last of what had begun
    EventTime last{};          ///< last one that was no edit
    bool storm = false;
    bool over = false;  ///< so it was told
  };
  using Members = std::vector<const Incident*>;
  using ByConversation = std::map<std::string, Members>;

  static bool is_fresh(const Incident& incident) { return incident.conversation.empty(); }
  static bool fails_again(const Incident& incident);
  static bool is_graver(const Incident& incident);
  static bool calls(const Incident& incident);
  static bool calls(const Members& members);
  static bool is_urgent(const Members& members);
  EventTime free_at(const Incident& incident) const;
  EventTime message_due(const Conversation& conversation, const Members& members) const;
  EventTime message_due_of_storm(const Conversation& storm, const Members& members) const;
  EventTime due_of(const Conversation& conversation, const Members& members) const;
  ByConversation by_conversation() const;
  void gather(EventTime now);
  void begin_storm(const std::vector<Incident*>& ready, EventTime now);
  void forget(EventTime now);

  DigestOptions options_;
  std::map<std::string, Incident> incidents_;  ///< by id
  std::map<std::string, Conversation> conversations_;
  std::map<std::string, EventTime> services_;  ///< last message about it, by slug
  std::string storm_;                          ///< name of the last one
  std::string telling_;                        ///< conversation of which `next` gave a message
  bool is_edit_ = false;                       ///< and that was an edit
};

}  // namespace outcry::outputs::delivery
