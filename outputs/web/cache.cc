#include "outputs/web/cache.h"

namespace outcry::outputs::web {
namespace {

bool is_cacheable(const net::ServerRequest& request) {
  return request.method == "GET" &&
         (request.path.starts_with("/api/v1/services") || request.path.starts_with("/api/v1/incidents"));
}

std::string key_of(const net::ServerRequest& request) { return request.path + "?" + request.query; }

}  // namespace

const net::ServerResponse* Cache::find(const net::ServerRequest& request, std::uint64_t edition) {
  if (!is_cacheable(request) || edition != edition_) return nullptr;
  const auto found = kept_.find(key_of(request));
  return found == kept_.end() ? nullptr : &found->second;
}

void Cache::keep(const net::ServerRequest& request, std::uint64_t edition, const net::ServerResponse& response) {
  if (!is_cacheable(request) || response.status != 200 || response.stream) return;
  if (edition != edition_ || bytes_ + response.body.size() > kMostBytes) clear();
  edition_ = edition;
  if (kept_.emplace(key_of(request), response).second) bytes_ += response.body.size();
}

void Cache::clear() {
  kept_.clear();
  bytes_ = 0;
}

}  // namespace outcry::outputs::web
