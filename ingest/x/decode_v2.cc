#include <optional>
#include <string>

#include "ingest/record/html.h"
#include "ingest/record/json.h"
#include "ingest/record/page.h"
#include "ingest/record/times.h"
#include "ingest/x/decode.h"
#include "ingest/x/includes.h"

namespace outcry::ingest::x {
namespace {

/// One post of an answer, or one compliance event.
struct Entry {
  std::string_view id;
  std::string_view first_id;  ///< of its first version
  std::string_view author;
  std::string_view author_name;
  std::string_view text;
  std::string_view long_text;
  std::string_view language;
  std::string_view place_id;
  std::string_view country;
  std::string_view place;
  std::string_view reply_to;
  std::optional<EventTime> created_at;
  std::optional<EventTime> author_since;
  std::optional<RecordKind> event;
  PostMarks marks;
};

class V2Decoder final : public JsonDecoder {
 public:
  explicit V2Decoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::x, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    on_post_ = &on_post;
    page_ = {};
    entry_ = {};
    includes_.clear();
    if (const Errc fault = first_walk(record); fault != kFine) return fault;
    if (!has_data_) return without_data();
    includes_.sort();
    document_.rewind();
    const Errc fault = each_document_field(
        [this](const char* key, od::value& value) { return is_key(key, "data") ? read_data(value) : kFine; });
    if (fault != kFine) return fault;
    return page_.whole();
  }

 private:
  /// What comes beside the posts may come behind them, hence two walks; a flattened post is done with the first.
  Errc first_walk(std::string_view record) {
    has_data_ = has_meta_ = has_errors_ = false;
    return each_root_field(record, [this](const char* key, od::value& value) {
      if (is_key(key, "data")) {
        has_data_ = true;
        return kFine;
      }
      if (is_key(key, "includes")) return includes_.read(value);
      has_meta_ = has_meta_ || is_key(key, "meta");
      has_errors_ = has_errors_ || is_key(key, "errors");
      return read_field(key, value);
    });
  }

  Result<RecordKind> without_data() {
    if (!entry_.id.empty() || entry_.text.data() != nullptr) return hand_over();
    if (has_errors_) return RecordKind::notice;
    if (has_meta_) return RecordKind::blank;
    return Errc::unknown_record;
  }

  Errc read_data(od::value& value) {
    if (*value.raw_json_token().data() == '{') return read_entry(value);
    return each_element(value, [this](od::value& element) { return read_entry(element); });
  }

  Errc read_entry(od::value& value) {
    entry_ = {};
    const Errc fault = each_field(value, [this](const char* key, od::value& field) { return read_field(key, field); });
    if (fault != kFine) return fault;
    page_.add(hand_over());
    return kFine;
  }

  Errc read_field(const char* key, od::value& value) {
    auto& e = entry_;
    if (is_key(key, "id")) return take_id(value, e.id);
    if (is_key(key, "text")) return take_text(value, e.text);
    if (is_key(key, "author_id")) return take_id(value, e.author);
    if (is_key(key, "author")) return read_author(value);
    if (is_key(key, "created_at")) return take_time(value, e.created_at);
    if (is_key(key, "lang")) return take_text(value, e.language);
    if (is_key(key, "geo")) return read_geo(value);
    if (is_key(key, "referenced_tweets") || is_key(key, "referenced_posts")) return read_references(value);
    if (is_key(key, "note_tweet") || is_key(key, "note_post")) return read_note(value);
    if (is_key(key, "edit_history_tweet_ids") || is_key(key, "edit_history_post_ids")) return read_history(value);
    return read_event(key, value);
  }

  Errc read_author(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "created_at")) return take_time(field, entry_.author_since);
      return is_key(key, "username") ? take_text(field, entry_.author_name) : kFine;
    });
  }

  Errc read_geo(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "place_id")) return take_text(field, entry_.place_id);
      if (is_key(key, "country_code")) return take_text(field, entry_.country);
      if (is_key(key, "full_name")) return take_text(field, entry_.place);
      return kFine;
    });
  }

  Errc read_note(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      return is_key(key, "text") ? take_text(field, entry_.long_text) : kFine;
    });
  }

  Errc read_history(od::value& value) {
    return each_element(value, [this](od::value& id) { return take_id(id, entry_.first_id); });
  }

  Errc read_references(od::value& value) {
    return each_element(value, [this](od::value& reference) {
      std::string_view type;
      std::string_view id;
      const Errc fault = each_field(reference, [&](const char* key, od::value& field) {
        if (is_key(key, "type")) return take_text(field, type);
        return is_key(key, "id") ? take_id(field, id) : kFine;
      });
      auto& marks = entry_.marks;
      marks.repost = marks.repost || type == "retweeted";
      marks.quote = marks.quote || type == "quoted";
      marks.reply = marks.reply || type == "replied_to";
      if (type == "replied_to") entry_.reply_to = id;
      return fault;
    });
  }

  /// Compliance events: {"delete":{"tweet":{"id","author_id"},"event_at"}} and their like.
  Errc read_event(const char* key, od::value& value) {
    if (is_key(key, "delete")) entry_.event = RecordKind::remove;
    if (is_key(key, "user_delete") || is_key(key, "user_suspend")) entry_.event = RecordKind::remove_author;
    if (is_key(key, "withheld") || is_key(key, "user_withheld")) entry_.event = RecordKind::withheld;
    if (is_key(key, "tweet_edit") || is_key(key, "post_edit")) entry_.event = RecordKind::update;
    const bool other = is_key(key, "drop") || is_key(key, "undrop") || is_key(key, "scrub_geo") ||
                       is_key(key, "user_undelete") || is_key(key, "user_unsuspend") || is_key(key, "user_protect");
    if (other) entry_.event = RecordKind::notice;
    if (!entry_.event) return kFine;
    return each_field(value, [this](const char* inner, od::value& field) {
      if (is_key(inner, "event_at")) return take_time(field, entry_.created_at);
      if (is_key(inner, "tweet") || is_key(inner, "post")) return read_event_post(field);
      return is_key(inner, "user") ? read_event_user(field) : kFine;
    });
  }

  Errc read_event_post(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "id")) return take_id(field, entry_.id);
      return is_key(key, "author_id") ? take_id(field, entry_.author) : kFine;
    });
  }

  Errc read_event_user(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      return is_key(key, "id") ? take_id(field, entry_.author) : kFine;
    });
  }

  Result<RecordKind> hand_over() {
    const auto& e = entry_;
    if (e.event) return hand_over_event();
    const auto text = e.long_text.data() != nullptr ? e.long_text : e.text;
    if (text.data() == nullptr) return Errc::no_text;
    if (e.id.empty()) return Errc::no_id;
    if (!e.created_at) return Errc::no_time;
    Post post = fresh();
    const bool edited = !e.first_id.empty() && e.first_id != e.id;
    post.op = edited ? PostOp::update : PostOp::create;
    post.marks = e.marks;
    post.key = edited ? e.first_id : e.id;
    post.author = e.author;
    post.author_name = e.author_name.empty() ? includes_.username(e.author) : e.author_name;
    post.text = unescaped(text);
    post.marks.link = has_url(post.text);
    post.language = e.language;
    const auto place = includes_.place(e.place_id);
    post.place_country = e.country.empty() ? place.country_code : e.country;
    post.place_name = e.place.empty() ? place.full_name : e.place;
    post.reply_to = e.reply_to;
    post.time = *e.created_at;
    post.created_at = e.created_at;
    post.author_since = e.author_since ? e.author_since : includes_.user_since(e.author);
    (*on_post_)(post);
    if (edited) return RecordKind::update;
    return e.marks.repost ? RecordKind::repost : RecordKind::post;
  }

  Result<RecordKind> hand_over_event() {
    const auto kind = *entry_.event;
    if (kind != RecordKind::remove && kind != RecordKind::remove_author) return kind;
    Post post = fresh();
    post.op = kind == RecordKind::remove ? PostOp::remove : PostOp::remove_author;
    post.key = entry_.id;
    post.author = entry_.author;
    if (kind == RecordKind::remove ? post.key.empty() : post.author.empty()) return Errc::no_id;
    post.time = entry_.created_at.value_or(EventTime{});
    (*on_post_)(post);
    return kind;
  }

  std::string_view unescaped(std::string_view text) {
    if (text.find('&') == std::string_view::npos) return text;
    text_.clear();
    append_unescaped(text, text_);
    return text_;
  }

  const PostHandler* on_post_ = nullptr;
  Entry entry_;
  Includes includes_;
  PageOutcome page_;
  bool has_data_ = false;
  bool has_meta_ = false;
  bool has_errors_ = false;
  std::string text_;
};

}  // namespace

std::unique_ptr<Decoder> make_v2_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<V2Decoder>(std::move(layout));
}

}  // namespace outcry::ingest::x
