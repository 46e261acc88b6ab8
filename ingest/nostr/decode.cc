#include "ingest/nostr/decode.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/record/embedded.h"
#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::nostr {
namespace {

struct Event {
  std::string_view id;
  std::string_view author;
  std::string_view content;
  std::string_view language;
  std::string_view parent;    ///< of the `e` tag marked "reply"
  std::string_view root;      ///< of the `e` tag marked "root"
  std::string_view unmarked;  ///< of the last `e` tag without a mark
  std::optional<EventTime> time;
  std::int64_t kind = -1;
  bool quote = false;
};

class Decoder final : public JsonDecoder {
 public:
  explicit Decoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::nostr, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    event_ = {};
    named_.clear();
    is_event_ = false;
    const Errc fault = record.starts_with('[') ? read_message(record) : read_bare(record);
    if (fault != kFine) return fault;
    if (!is_event_) return RecordKind::notice;
    return hand_over(on_post);
  }

 private:
  Errc read_bare(std::string_view record) {
    is_event_ = true;
    return each_root_field(record, [this](const char* key, od::value& value) { return read_field(key, value); });
  }

  /// ["EVENT", ("sub",) {...}] and the other messages of a relay, which begin with a word too.
  Errc read_message(std::string_view record) {
    if (const auto error = parse(record)) return reason(error);
    od::array parts;
    if (const auto error = document_.get_array().get(parts)) return reason(error);
    std::string_view word;
    const Errc fault = each_element(parts, [&](od::value& part) {
      if (word.data() == nullptr) return first_word(part, word);
      if (word != "EVENT" || *part.raw_json_token().data() != '{') return kFine;
      is_event_ = true;
      return each_field(part, [this](const char* key, od::value& value) { return read_field(key, value); });
    });
    if (fault != kFine) return fault;
    if (word.data() == nullptr) return Errc::not_an_object;
    return end_of_record();
  }

  static Errc first_word(od::value& part, std::string_view& word) {
    const Errc fault = take_text(part, word);
    return fault == kFine && word.data() == nullptr ? Errc::not_an_object : fault;
  }

  Errc read_field(const char* key, od::value& value) {
    auto& e = event_;
    if (is_key(key, "id")) return take_text(value, e.id);
    if (is_key(key, "pubkey")) return take_text(value, e.author);
    if (is_key(key, "created_at")) return take_time(value, e.time);
    if (is_key(key, "content")) return take_text(value, e.content);
    if (is_key(key, "tags")) return each_element(value, [this](od::value& tag) { return read_tag(tag); });
    if (is_key(key, "kind") && e.kind < 0) return reason_of_kind(value.get_int64().get(e.kind));
    return kFine;
  }

  static Errc reason_of_kind(simdjson::error_code error) {
    return error == simdjson::SUCCESS || error == simdjson::INCORRECT_TYPE ? kFine : reason(error);
  }

  /// ["e", id, relay, mark], ["q", id], ["l", "en", "ISO-639-1"].
  Errc read_tag(od::value& value) {
    std::string_view cells[4];
    std::size_t n = 0;
    const Errc fault = each_element(value, [&](od::value& cell) {
      const std::size_t at = n++;
      return at < 4 ? take_text(cell, cells[at]) : kFine;
    });
    if (fault != kFine || cells[0].size() != 1) return fault;
    switch (cells[0][0]) {
      case 'e':
        read_reference(cells[1], cells[3]);
        break;
      case 'q':
        event_.quote = true;
        break;
      case 'l':
        if (cells[2] == "ISO-639-1" && event_.language.empty()) event_.language = cells[1];
        break;
      default:
        break;
    }
    return kFine;
  }

  void read_reference(std::string_view id, std::string_view mark) {
    if (id.empty()) return;
    named_.push_back(id);
    if (mark == "reply") event_.parent = id;
    if (mark == "root") event_.root = id;
    if (mark.empty()) event_.unmarked = id;
  }

  Result<RecordKind> hand_over(const PostHandler& on_post) {
    switch (event_.kind) {
      case 1:
      case 1111:
        return note(on_post);
      case 6:
      case 16:
        return repost(on_post);
      case 5:
        return take_back(on_post);
      default:
        return event_.kind < 0 ? Result<RecordKind>(Errc::unknown_record) : RecordKind::unrelated;
    }
  }

  Post begun() const {
    Post post = fresh();
    post.key = event_.id;
    post.author = event_.author;
    post.language = event_.language;
    post.time = event_.time.value_or(EventTime{});
    post.created_at = event_.time;
    return post;
  }

  Errc missing() const {
    if (event_.content.data() == nullptr) return Errc::no_text;
    if (event_.id.empty()) return Errc::no_id;
    return event_.time ? kFine : Errc::no_time;
  }

  Result<RecordKind> note(const PostHandler& on_post) {
    if (const Errc fault = missing(); fault != kFine) return fault;
    const auto& e = event_;
    Post post = begun();
    post.text = e.content;
    post.reply_to = !e.parent.empty() ? e.parent : !e.root.empty() ? e.root : e.unmarked;
    post.marks.reply = !post.reply_to.empty();
    post.marks.quote = e.quote;
    post.marks.link = has_url(e.content);
    on_post(post);
    return RecordKind::post;
  }

  Result<RecordKind> repost(const PostHandler& on_post) {
    if (const Errc fault = missing(); fault != kFine) return fault;
    Post post = begun();
    post.marks.repost = true;
    const Errc fault = original_.each_field(event_.content, [&](const char* key, od::value& value) {
      return is_key(key, "content") ? take_text(value, post.text) : kFine;
    });
    if (fault != kFine) post.text = {};
    post.marks.link = has_url(post.text);
    on_post(post);
    return RecordKind::repost;
  }

  Result<RecordKind> take_back(const PostHandler& on_post) {
    if (event_.author.empty()) return Errc::no_id;
    Post post = begun();
    post.op = PostOp::remove;
    for (const auto id : named_) {
      post.key = id;
      on_post(post);
    }
    return named_.empty() ? RecordKind::unrelated : RecordKind::remove;
  }

  Event event_;
  EmbeddedJson original_;
  std::vector<std::string_view> named_;  ///< ids in `e` tags
  bool is_event_ = false;
};

}  // namespace

std::unique_ptr<ingest::Decoder> make_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<Decoder>(std::move(layout));
}

}  // namespace outcry::ingest::nostr
