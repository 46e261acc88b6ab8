#include "outputs/email/message.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "outputs/email/html_part.h"
#include "outputs/email/mime.h"
#include "outputs/email/text_part.h"
#include "outputs/fields.h"
#include "outputs/safe_text.h"
#include "outputs/utf8.h"

namespace outcry::outputs::email {
namespace {

constexpr std::size_t kLongestSubject = 200;        ///< characters
constexpr std::size_t kLongestName = 100;           ///< of an id, as it stands
constexpr std::size_t kDigest = 16;                 ///< bytes that make an id of what cannot stand in one
constexpr std::string_view kBoundary = "=_outcry";  ///< "=_" stands in nothing that is quoted-printable

bool stays_in_an_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool is_dot_atom(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, stays_in_an_id) &&
         !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos;
}

std::string digest_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string out;
  for (std::size_t i = 0; i < kDigest; ++i) out += fmt::format("{:02x}", digest.at(i));
  return out;
}

std::string mail_id(const Json& event, std::string_view name, const Envelope& envelope) {
  const auto full = fmt::format("{}.{}", raw_text(event, "source"), name);
  return fmt::format("<{}@{}>", is_dot_atom(full) ? full : digest_of(full),
                     envelope.from.substr(envelope.from.rfind('@') + 1));
}

std::string subject_of(const Letter& letter, const Envelope& envelope) {
  const auto full = harmless(fmt::format("{} {}: {}", envelope.subject_prefix, letter.sign.word, letter.title));
  std::string_view rest = full;
  for (std::size_t left = kLongestSubject; !rest.empty() && left > 0; --left)
    rest.remove_prefix(first_code_point(rest).bytes);
  return rest.empty() ? full : full.substr(0, full.size() - rest.size()) + "\u2026";
}

std::string part(std::string_view type, std::string_view text) {
  return fmt::format("--{}\r\nContent-Type: {}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n", kBoundary,
                     type, quoted_printable(text));
}

}  // namespace

std::string message_of(const Json& event, const Letter& letter, const Envelope& envelope, EventTime now) {
  auto out = fmt::format("Date: {}\r\nFrom: outcry <{}>\r\n", mail_date(now), envelope.from);
  out += list_header("To", envelope.to);
  out += text_header("Subject", subject_of(letter, envelope));
  out += fmt::format("Message-ID: {}\r\n", mail_id(event, raw_text(event, "id"), envelope));
  const Json& data = member(event, "data");
  if (const auto conversation = raw_text(data, "conversation"); !conversation.empty()) {
    const auto root = mail_id(event, fmt::format("conversation.{}", conversation), envelope);
    out += fmt::format("In-Reply-To: {0}\r\nReferences: {0}\r\n", root);
  }
  out += fmt::format(
      "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nContent-Language: en\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/alternative; boundary=\"{}\"\r\n\r\n",
      kBoundary);
  out += part("text/plain; charset=UTF-8; format=flowed", text_part(letter));
  out += part("text/html; charset=UTF-8", html_part(letter));
  return out + fmt::format("--{}--\r\n", kBoundary);
}

}  // namespace outcry::outputs::email
