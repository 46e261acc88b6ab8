// The posts of incidents, into the store: what people said, for as long as it may be kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/incident.h"
#include "outputs/incident_json.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// What a post is shown as.
enum class PostKind : std::uint8_t { first_hand, official, news, recovery, tip };
inline constexpr std::size_t kPostKinds = 5;
std::string_view name(PostKind kind);
std::optional<PostKind> post_kind(std::string_view name);

/// Fifty posts an incident: the newest of each kind.
inline constexpr std::array<int, kPostKinds> kPostsKept{20, 10, 8, 6, 6};

/// Keeps posts of services from the event that begins an incident to the one that ends it. The same windows and events
/// give the same posts, however they are put into commits.
class PostsWriter {
 public:
  PostsWriter() = default;
  /// Errors: as Database.
  static Result<PostsWriter> make(const Database& database, std::shared_ptr<const Catalog> catalog,
                                  EncodeOptions encode);

  /// Within the transaction that is open. Errors: as Database.
  Result<void> write(const std::vector<WindowCounts>& windows, const std::vector<IncidentEvent>& events);

 private:
  Result<void> follow(const IncidentEvent& event);
  Result<void> keep(const std::string& incident, const Sample& sample);
  Result<void> trim(const std::string& incident, PostKind kind);
  /// A post that its author took back: its words leave the incidents as well.
  Result<void> take_back(std::uint64_t identity);

  const Database* database_ = nullptr;
  std::shared_ptr<const Catalog> catalog_;
  EncodeOptions encode_;
  std::map<ServiceId, std::string> live_;  ///< incidents that are not over
  Statement insert_;
  Statement trim_;
  Statement find_;
  Statement remove_;
};

}  // namespace outcry::outputs::store
