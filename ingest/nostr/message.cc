#include "ingest/nostr/message.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <vector>

#include "ingest/record/json.h"
#include "net/refusal.h"

namespace outcry::ingest::nostr {
namespace {

constexpr std::size_t kIdDigits = 64;
constexpr std::size_t kMostWords = 200;
constexpr std::int64_t kLastSecond = 9'214'646'400;  ///< 2262-01-01
constexpr std::string_view kDigits = "0123456789abcdef";

bool is_key_of_32_bytes(std::string_view text) {
  return text.size() == kIdDigits && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string out;
  for (const unsigned char byte : digest) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

char short_escape(char c) {
  switch (c) {
    case '\n':
      return 'n';
    case '"':
    case '\\':
      return c;
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return 0;
  }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// The text that an id is the hash of: JSON without blanks, seven characters escaped. NIP-01 wants all others as they
/// are; clients that use their language's JSON escape control characters too.
class Canonical {
 public:
  explicit Canonical(bool escapes_controls) : escapes_controls_(escapes_controls) {}

  void raw(std::string_view text) { text_ += text; }
  void quoted(std::string_view text) {
    text_ += '"';
    for (const char c : text) append(c);
    text_ += '"';
  }
  const std::string& text() const { return text_; }
  bool met_controls() const { return met_controls_; }

 private:
  void append(char c) {
    if (const char letter = short_escape(c); letter != 0) {
      text_ += '\\';
      text_ += letter;
      return;
    }
    met_controls_ = met_controls_ || is_control(c);
    if (!escapes_controls_ || !is_control(c)) {
      text_ += c;
      return;
    }
    text_ += "\\u00";
    text_ += kDigits[static_cast<unsigned char>(c) >> 4U];
    text_ += kDigits[static_cast<unsigned char>(c) & 15U];
  }

  std::string text_;
  bool escapes_controls_;
  bool met_controls_ = false;
};

struct Event {
  std::string_view id;
  std::string_view author;
  std::string_view content;
  std::int64_t created_at = -1;
  std::int64_t kind = -1;
  std::vector<std::vector<std::string_view>> tags;
  bool has_tags = false;
  bool sound = true;  ///< every cell of a tag is a string
};

Canonical canonical_of(const Event& event, bool escapes_controls) {
  Canonical out(escapes_controls);
  out.raw("[0,");
  out.quoted(event.author);
  out.raw("," + std::to_string(event.created_at) + "," + std::to_string(event.kind) + ",[");
  for (std::size_t tag = 0; tag < event.tags.size(); ++tag) {
    out.raw(tag == 0 ? "[" : ",[");
    for (std::size_t cell = 0; cell < event.tags[tag].size(); ++cell) {
      if (cell > 0) out.raw(",");
      out.quoted(event.tags[tag][cell]);
    }
    out.raw("]");
  }
  out.raw("],");
  out.quoted(event.content);
  out.raw("]");
  return out;
}

bool genuine(const Event& event) {
  const auto canonical = canonical_of(event, false);
  if (sha256_of(canonical.text()) == event.id) return true;
  return canonical.met_controls() && sha256_of(canonical_of(event, true).text()) == event.id;
}

Errc judged(const Event& event) {
  if (!is_key_of_32_bytes(event.id) || !is_key_of_32_bytes(event.author)) return Errc::no_id;
  if (event.created_at < 0 || event.created_at > kLastSecond) return Errc::no_time;
  if (event.kind < 0 || event.content.data() == nullptr || !event.has_tags || !event.sound) return Errc::unknown_record;
  return genuine(event) ? kFine : Errc::bad_checksum;
}

}  // namespace

struct MessageReader::Impl {
  od::parser parser;
  Message out;
  Event event;
  std::vector<std::string_view> words;
  bool is_event = false;

  Errc read(std::string_view text) {
    od::document document;
    const simdjson::padded_string_view padded(text.data(), text.size(), text.size() + kRecordPadding);
    if (const auto error = parser.iterate(padded).get(document)) return reason(error);
    od::array parts;
    const auto error = document.get_array().get(parts);
    if (error == simdjson::INCORRECT_TYPE) return Errc::not_an_object;
    if (error) return reason(error);
    const Errc fault = each_element(parts, [this](od::value& part) { return read_part(part); });
    if (fault != kFine) return fault;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return Errc::bad_json;
    if (words.empty()) return Errc::not_an_object;
    return interpret();
  }

  Errc read_part(od::value& part) {
    if (*part.raw_json_token().data() == '"') {
      std::string_view word;
      const Errc fault = take_text(part, word);
      if (words.size() < 3) words.push_back(word);
      return fault;
    }
    if (words.empty()) return Errc::not_an_object;
    if (words.front() != "EVENT" || is_event || *part.raw_json_token().data() != '{') return kFine;
    is_event = true;
    return each_field(part, [this](const char* key, od::value& value) { return read_field(key, value); });
  }

  Errc read_field(const char* key, od::value& value) {
    if (is_key(key, "id")) return take_text(value, event.id);
    if (is_key(key, "pubkey")) return take_text(value, event.author);
    if (is_key(key, "content")) return take_text(value, event.content);
    if (is_key(key, "created_at")) return take_number(value, event.created_at);
    if (is_key(key, "kind")) return take_number(value, event.kind);
    if (is_key(key, "tags") && !event.has_tags) return read_tags(value);
    return kFine;
  }

  static Errc take_number(od::value& value, std::int64_t& out) {
    std::int64_t number = -1;
    if (out < 0 && value.get_int64().get(number) == simdjson::SUCCESS) out = number;
    return kFine;
  }

  Errc read_tags(od::value& value) {
    event.has_tags = true;
    return each_element(value, [this](od::value& tag) {
      event.sound = event.sound && *tag.raw_json_token().data() == '[';
      auto& cells = event.tags.emplace_back();
      return each_element(tag, [&](od::value& cell) {
        event.sound = event.sound && *cell.raw_json_token().data() == '"';
        return take_text(cell, cells.emplace_back());
      });
    });
  }

  Errc interpret() {
    const auto word = [this](std::size_t at) { return at < words.size() ? words[at] : std::string_view(); };
    const auto said = [](std::string_view text) { return net::shown(text.substr(0, kMostWords)); };
    out.subscription = words.front() == "NOTICE" ? "" : said(word(1));
    if (words.front() == "EVENT") return is_event ? take_event() : Errc::unknown_record;
    if (words.front() == "EOSE") out.kind = Message::Kind::end_of_stored;
    if (words.front() == "CLOSED") {
      out.kind = Message::Kind::closed;
      out.words = said(word(2));
    }
    if (words.front() == "NOTICE") {
      out.kind = Message::Kind::notice;
      out.words = said(word(1));
    }
    return kFine;
  }

  Errc take_event() {
    if (const Errc fault = judged(event); fault != kFine) return fault;
    out.kind = Message::Kind::event;
    out.id = event.id;
    out.time = EventTime(std::chrono::seconds(event.created_at));
    return kFine;
  }
};

MessageReader::MessageReader() : impl_(std::make_unique<Impl>()) {}
MessageReader::~MessageReader() = default;

Result<Message> MessageReader::read(std::string_view text) {
  Impl& impl = *impl_;
  impl.out = {};
  impl.event = {};
  impl.words.clear();
  impl.is_event = false;
  if (const Errc fault = impl.read(text); fault != kFine) return fault;
  return impl.out;
}

}  // namespace outcry::ingest::nostr
