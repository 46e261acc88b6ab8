#include "ingest/push/desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "ingest/formats.h"
#include "ingest/line.h"
#include "ingest/record/times.h"
#include "net/url.h"

namespace outcry::ingest::push {
namespace {

using Json = nlohmann::ordered_json;
using net::problem;
using net::ServerRequest;
using net::ServerResponse;

constexpr std::string_view kSignature = "X-Outcry-Signature";
constexpr std::uint64_t kDeletion = 0x64656c6574696f6eULL;
constexpr std::size_t kLongestId = 4096;

ServerResponse unauthorised(std::string_view why) {
  auto out = problem(401, why);
  out.headers.emplace_back("WWW-Authenticate", "Bearer");
  return out;
}

std::shared_ptr<const Layout> ndjson() {
  auto out = std::make_shared<Layout>();
  out->format = "ndjson";
  return out;
}

std::uint64_t key_of(std::string_view authority, std::string_view id) {
  Post post;
  post.authority = authority;
  post.key = id;
  return identity(post);
}

Json listed(const Delivery& delivery) {
  Json out = Json::array();
  for (const auto& fault : delivery.faults) out.push_back({{"line", fault.line}, {"reason", fault.reason}});
  return out;
}

void refuse(Delivery& delivery, std::size_t line, std::string reason) {
  ++delivery.refused;
  if (delivery.faults.size() < Delivery::kMostFaults) delivery.faults.push_back({line, std::move(reason)});
}

}  // namespace

Desk::Desk(DeskOptions options)
    : options_(std::move(options)),
      gate_(options_.token, options_.hmac_key),
      seen_(options_.remembered),
      decoder_(make_decoder(ndjson())) {}

std::optional<ServerResponse> Desk::admit(const ServerRequest& head, EventTime now) const {
  if (head.path != kPath) return problem(404, "posts are pushed to " + std::string(kPath));
  if (head.method != "POST") {
    auto out = problem(405, "posts are pushed with POST");
    out.headers.emplace_back("Allow", "POST");
    return out;
  }
  if (const auto fault = gate_.token_fault(head.header("Authorization")); !fault.empty()) return unauthorised(fault);
  if (const auto fault = gate_.early_fault(head.header(kSignature), now); !fault.empty()) return unauthorised(fault);
  if (shape_of(head)) return std::nullopt;
  auto out = problem(415, "the Content-Type must be one of " + std::string(kMediaTypes));
  out.headers.emplace_back("Accept-Post", kMediaTypes);
  return out;
}

std::optional<ServerResponse> Desk::authentic(const ServerRequest& request, EventTime now) const {
  const auto fault = gate_.signature_fault(request.header(kSignature), request.received(), now);
  if (fault.empty()) return std::nullopt;
  return unauthorised(fault);
}

Delivery Desk::read(const ServerRequest& request, EventTime now) {
  Delivery out;
  std::unordered_set<std::uint64_t> within;
  each_item(*shape_of(request), request, [&](const Item& item) {
    ++out.items;
    if (!item.fault.empty()) return refuse(out, item.line, item.fault);
    if (item.json.size() > options_.max_post_bytes) {
      ++out.too_long;
      return refuse(out, item.line, "longer than " + std::to_string(options_.max_post_bytes) + " bytes");
    }
    auto entry = entry_of(item, now);
    if (!entry) return refuse(out, item.line, entry.error().message());
    if (entry->key != 0 && (seen_.has(entry->key) || !within.insert(entry->key).second)) {
      ++out.duplicates;
      return;
    }
    out.entries.push_back(std::move(*entry));
  });
  return out;
}

Result<JournalEntry> Desk::entry_of(const Item& item, EventTime now) {
  record_.assign(item.json.begin(), item.json.end());
  record_.resize(item.json.size() + kRecordPadding);
  std::optional<JournalEntry> out;
  bool too_long = false;
  const auto decoded = decoder_->decode({record_.data(), item.json.size()}, [&](const Post& post) {
    too_long = post.key.size() > kLongestId;
    if (!too_long) out = written(post, item, now);
  });
  if (!decoded) return decoded.error();
  if (too_long || !out) return too_long ? Errc::too_long : Errc::unknown_record;
  return std::move(*out);
}

JournalEntry Desk::written(const Post& post, const Item& item, EventTime now) {
  Line line;
  const auto id = post.key.empty() ? std::string_view(item.id) : post.key;
  line.deleted = post.op == PostOp::remove;
  line.time = post.created_at.value_or(read_time(item.time).value_or(now));
  line.text = post.text;
  line.author = post.author;
  if (post.author_name != post.author) line.author_name = post.author_name;
  line.language = post.language;
  line.link = post.link;
  if (!post.reply_to.empty()) line.reply_to = id_of(item.source, post.reply_to);
  line.service = post.service;
  line.country = post.place_country;
  line.place = post.place_name;
  line.official = post.marks.official;
  line.repost = post.marks.repost;
  JournalEntry out;
  out.received = now;
  if (id.empty()) {
    line.id = id_of("", "~" + std::to_string(key_of(post.author, post.text)) + "-" +
                            std::to_string(now.time_since_epoch().count()) + "-" + std::to_string(++nameless_));
  } else {
    line.id = id_of(item.source, id);
    out.key = item.id.empty() ? key_of("", line.id) : key_of(item.source, "event " + item.id);
    if (line.deleted) out.key ^= kDeletion;
  }
  out.line = line.to_json();
  return out;
}

std::string Desk::id_of(std::string_view source, std::string_view id) const {
  return "push:" + net::percent_encoded(options_.name) + "/" + net::percent_encoded(source) + "/" + std::string(id);
}

void Desk::settled(const ServerRequest& request, const Delivery& delivery) {
  for (const auto& entry : delivery.entries) seen_.add(entry.key);
  gate_.use(request.header(kSignature));
}

ServerResponse Desk::answer(const Delivery& delivery) {
  const bool nothing = delivery.entries.empty() && delivery.duplicates == 0 && delivery.refused > 0;
  ServerResponse out = nothing ? problem(400, "none of the posts can be read") : ServerResponse();
  Json json = nothing ? Json::parse(out.body) : Json::object();
  json["accepted"] = delivery.entries.size();
  json["duplicates"] = delivery.duplicates;
  json["refused"] = delivery.refused;
  json["errors"] = listed(delivery);
  if (!nothing) {
    out.status = 202;
    out.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  }
  out.body = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return out;
}

ServerResponse Desk::try_again(unsigned status, std::string_view why) {
  auto out = problem(status, why);
  out.headers.emplace_back("Retry-After", "5");
  return out;
}

}  // namespace outcry::ingest::push
