#include <optional>
#include <string>

#include "ingest/record/html.h"
#include "ingest/record/json.h"
#include "ingest/record/times.h"
#include "ingest/x/decode.h"

namespace outcry::ingest::x {
namespace {

/// The texts a status may carry, best first: a cut `text` beside the whole of it.
struct Texts {
  std::string_view extended;
  std::string_view full;
  std::string_view text;

  std::string_view best() const {
    if (extended.data() != nullptr) return extended;
    return full.data() != nullptr ? full : text;
  }

  /// Whether the key was one of a text.
  std::optional<Errc> take(const char* key, od::value& value) {
    if (is_key(key, "text")) return take_text(value, text);
    if (is_key(key, "full_text")) return take_text(value, full);
    if (!is_key(key, "extended_tweet")) return std::nullopt;
    return each_field(value, [this](const char* inner, od::value& field) {
      return is_key(inner, "full_text") ? take_text(field, extended) : kFine;
    });
  }
};

/// Of two spellings of one id, the string is better: it is never rounded.
struct Id {
  std::string_view text;
  std::string_view number;
  std::string_view best() const { return text.empty() ? number : text; }
};

class V1Decoder final : public JsonDecoder {
 public:
  explicit V1Decoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::x, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    status_ = {};
    event_.reset();
    const Errc fault =
        each_root_field(record, [this](const char* key, od::value& value) { return read_root(key, value); });
    if (fault != kFine) return fault;
    if (event_ == RecordKind::remove || event_ == RecordKind::remove_author) return take_back(on_post);
    const bool is_status = status_.texts.best().data() != nullptr || !status_.id.best().empty();
    if (event_ && !is_status) return *event_;
    if (!is_status) return Errc::unknown_record;
    return status(on_post);
  }

 private:
  struct Status {
    Id id;
    Id author;
    Texts texts;
    Texts original;
    std::string_view author_name;
    std::string_view language;
    std::string_view reply_to;
    std::string_view country;
    std::string_view place;
    std::optional<EventTime> created_at;
    std::optional<EventTime> timestamp;
    std::optional<EventTime> author_since;
    PostMarks marks;
  };

  Errc read_root(const char* key, od::value& value) {
    if (is_key(key, "tweet")) {
      return each_field(value, [this](const char* inner, od::value& field) { return read_status(inner, field); });
    }
    if (is_key(key, "delete")) return read_delete(value);
    if (is_key(key, "user_delete") || is_key(key, "user_suspend")) return read_user_event(value);
    if (is_key(key, "limit")) return mark(RecordKind::limit);
    if (is_key(key, "status_withheld") || is_key(key, "user_withheld")) return mark(RecordKind::withheld);
    for_notice(key);
    return read_status(key, value);
  }

  void for_notice(const char* key) {
    const bool notice = is_key(key, "scrub_geo") || is_key(key, "warning") || is_key(key, "disconnect") ||
                        is_key(key, "friends") || is_key(key, "event") || is_key(key, "control");
    if (notice && !event_) event_ = RecordKind::notice;
  }

  Errc mark(RecordKind kind) {
    if (!event_) event_ = kind;
    return kFine;
  }

  Errc read_status(const char* key, od::value& value) {
    auto& s = status_;
    if (const auto taken = s.texts.take(key, value)) return *taken;
    if (is_key(key, "created_at")) return take_time(value, s.created_at);
    if (is_key(key, "id_str")) return take_text(value, s.id.text);
    if (is_key(key, "id")) return take_id(value, s.id.number);
    if (is_key(key, "user")) return read_user(value);
    if (is_key(key, "retweeted_status")) return read_original(value);
    if (is_key(key, "is_quote_status")) return take_flag(value, s.marks.quote);
    if (is_key(key, "place")) return read_place(value);
    if (is_key(key, "lang")) return take_text(value, s.language);
    if (is_key(key, "timestamp_ms")) return take_time(value, s.timestamp);
    if (is_key(key, "in_reply_to_status_id_str")) return take_text(value, s.reply_to);
    return kFine;
  }

  Errc read_user(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "id_str")) return take_text(field, status_.author.text);
      if (is_key(key, "id")) return take_id(field, status_.author.number);
      if (is_key(key, "screen_name")) return take_text(field, status_.author_name);
      if (is_key(key, "created_at")) return take_time(field, status_.author_since);
      return kFine;
    });
  }

  Errc read_original(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      status_.marks.repost = true;
      return status_.original.take(key, field).value_or(kFine);
    });
  }

  Errc read_place(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "country_code")) return take_text(field, status_.country);
      if (is_key(key, "full_name")) return take_text(field, status_.place);
      return kFine;
    });
  }

  Errc read_delete(od::value& value) {
    event_ = RecordKind::remove;
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "timestamp_ms")) return take_time(field, status_.timestamp);
      if (!is_key(key, "status")) return kFine;
      return each_field(field, [this](const char* inner, od::value& part) {
        if (is_key(inner, "id_str")) return take_text(part, status_.id.text);
        if (is_key(inner, "id")) return take_id(part, status_.id.number);
        if (is_key(inner, "user_id_str")) return take_text(part, status_.author.text);
        if (is_key(inner, "user_id")) return take_id(part, status_.author.number);
        return kFine;
      });
    });
  }

  Errc read_user_event(od::value& value) {
    event_ = RecordKind::remove_author;
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "id") || is_key(key, "user_id")) return take_id(field, status_.author.number);
      return is_key(key, "user") ? read_user(field) : kFine;
    });
  }

  Result<RecordKind> take_back(const PostHandler& on_post) {
    const bool whole_author = event_ == RecordKind::remove_author;
    Post post = fresh();
    post.op = whole_author ? PostOp::remove_author : PostOp::remove;
    post.key = status_.id.best();
    post.author = status_.author.best();
    if (whole_author ? post.author.empty() : post.key.empty()) return Errc::no_id;
    post.time = status_.timestamp.value_or(EventTime{});
    on_post(post);
    return *event_;
  }

  Result<RecordKind> status(const PostHandler& on_post) {
    const auto& s = status_;
    const auto text = s.marks.repost && s.original.best().data() != nullptr ? s.original.best() : s.texts.best();
    if (text.data() == nullptr) return Errc::no_text;
    if (s.id.best().empty()) return Errc::no_id;
    if (!s.created_at && !s.timestamp) return Errc::no_time;
    Post post = fresh();
    post.marks = s.marks;
    post.marks.reply = !s.reply_to.empty();
    post.key = s.id.best();
    post.author = s.author.best();
    post.author_name = s.author_name;
    post.text = unescaped(text);
    post.marks.link = has_url(post.text);
    post.language = s.language;
    post.place_country = s.country;
    post.place_name = s.place;
    post.reply_to = s.reply_to;
    post.time = s.timestamp ? *s.timestamp : *s.created_at;
    post.created_at = s.created_at;
    post.author_since = s.author_since;
    on_post(post);
    return s.marks.repost ? RecordKind::repost : RecordKind::post;
  }

  std::string_view unescaped(std::string_view text) {
    if (text.find('&') == std::string_view::npos) return text;
    text_.clear();
    append_unescaped(text, text_);
    return text_;
  }

  Status status_;
  std::optional<RecordKind> event_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Decoder> make_v1_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<V1Decoder>(std::move(layout));
}

}  // namespace outcry::ingest::x
