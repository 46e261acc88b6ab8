#include "ingest/push/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace outcry::ingest::push {
namespace {

struct Signature {
  std::string_view time_text;
  std::int64_t time = 0;
  std::vector<std::string_view> v1;
};

constexpr std::size_t kMostParts = 8;

std::optional<Signature> parse(std::string_view text) {
  Signature out;
  for (std::size_t parts = 0; !text.empty() && parts < kMostParts; ++parts) {
    const auto end = std::min(text.find(','), text.size());
    auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (part.starts_with("t=")) out.time_text = part.substr(2);
    if (part.starts_with("v1=")) out.v1.push_back(part.substr(3));
  }
  const auto* const end = out.time_text.data() + out.time_text.size();
  const auto read = std::from_chars(out.time_text.data(), end, out.time);
  if (out.time_text.empty() || read.ec != std::errc() || read.ptr != end || out.v1.empty()) return std::nullopt;
  return out;
}

/// By digests, so that not even the length shows.
bool same(std::string_view a, std::string_view b) {
  static constexpr std::string_view kKey = "compare";
  const auto left = hmac_sha256(kKey, a);
  const auto right = hmac_sha256(kKey, b);
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::uint64_t key_of(std::string_view signature) {
  const auto key = static_cast<std::uint64_t>(std::hash<std::string_view>()(signature));
  return key == 0 ? 1 : key;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const unsigned char* const done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), digest.data(), &size);
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; done != nullptr && i < size; ++i) {
    out += kDigits[digest[i] >> 4U];
    out += kDigits[digest[i] & 15U];
  }
  return out;
}

Gate::Gate(std::string token, std::string hmac_key) : token_(std::move(token)), hmac_key_(std::move(hmac_key)) {}

std::string Gate::token_fault(std::string_view authorization) const {
  if (token_.empty()) return "";
  constexpr std::string_view kBearer = "Bearer ";
  const bool bearer = authorization.size() >= kBearer.size() &&
                      (authorization.starts_with(kBearer) || authorization.starts_with("bearer "));
  if (!bearer) return "a token is needed: Authorization: Bearer TOKEN";
  if (!same(authorization.substr(kBearer.size()), token_)) return "this token is not the right one";
  return "";
}

std::string Gate::early_fault(std::string_view signature, EventTime now) const {
  if (hmac_key_.empty()) return "";
  if (signature.empty()) return "a signature is needed: X-Outcry-Signature: t=SECONDS,v1=HEX";
  const auto parsed = parse(signature);
  if (!parsed) return "the signature cannot be read; it is written t=SECONDS,v1=HEX";
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  constexpr auto kSeconds = std::chrono::seconds(kTolerance).count();
  if (parsed->time < seconds - kSeconds || parsed->time > seconds + kSeconds)
    return "the time of the signature is more than five minutes off";
  return "";
}

std::string Gate::signature_fault(std::string_view signature, std::string_view body, EventTime now) const {
  if (hmac_key_.empty()) return "";
  if (auto fault = early_fault(signature, now); !fault.empty()) return fault;
  const auto parsed = parse(signature);
  const auto right = hmac_sha256(hmac_key_, std::string(parsed->time_text) + "." + std::string(body));
  bool fine = false;
  for (const auto v1 : parsed->v1) fine = same(v1, right) || fine;
  if (!fine || right.empty()) return "the signature is not the right one";
  // By what was signed, as the same signature can be written in several ways.
  if (used_.has(key_of(right))) return "this signature was used before; sign each try anew";
  return "";
}

void Gate::use(std::string_view signature) {
  const auto parsed = parse(signature);
  if (hmac_key_.empty() || !parsed) return;
  for (const auto v1 : parsed->v1) used_.add(key_of(v1));
}

}  // namespace outcry::ingest::push
