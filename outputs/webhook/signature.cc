#include "outputs/webhook/signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace outcry::outputs::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: bytes are bytes
}

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string out((size + 2) / 3 * 4 + 1, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());  // NOLINT: likewise
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(to, bytes, static_cast<int>(size))));
  return out;
}

}  // namespace

std::string key_of(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return std::string(secret);
  const auto text = secret.substr(kPrefix.size());
  std::string out(text.size() / 4 * 3 + 3, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());  // NOLINT: likewise
  const int size = EVP_DecodeBlock(to, bytes_of(text), static_cast<int>(text.size()));
  if (size < 0) return std::string(secret);
  const auto padding = static_cast<std::size_t>(std::ranges::count(text, '='));
  out.resize(static_cast<std::size_t>(size) - std::min(padding, static_cast<std::size_t>(size)));
  return out;
}

std::string signature(std::string_view key, std::string_view id, std::int64_t seconds, std::string_view body) {
  const auto signed_text = fmt::format("{}.{}.{}", id, seconds, body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(signed_text), signed_text.size(), digest.data(),
       &size);
  return "v1," + base64(digest.data(), size);
}

}  // namespace outcry::outputs::webhook
