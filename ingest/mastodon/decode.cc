#include "ingest/mastodon/decode.h"

#include <optional>
#include <string>

#include "ingest/record/embedded.h"
#include "ingest/record/html.h"
#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::mastodon {
namespace {

/// Content warning, line break, content, as plain text in `out`.
HtmlMarks write_text(std::string_view warning, std::string_view content, std::string& out) {
  out.clear();
  append_html(warning, out);
  if (!out.empty()) out += '\n';
  return append_html(content, out);
}

struct Status {
  std::string_view id;
  std::string_view uri;
  std::string_view url;
  std::string_view content;
  std::string_view warning;
  std::string_view language;
  std::string_view reply_to;
  std::string_view account_url;
  std::string_view acct;
  std::string_view original_content;
  std::string_view original_warning;
  std::optional<EventTime> created_at;
  std::optional<EventTime> edited_at;
  std::optional<EventTime> account_since;
  PostMarks marks;
};

class StatusDecoder final : public JsonDecoder {
 public:
  explicit StatusDecoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::mastodon, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    status_ = {};
    event_ = {};
    payload_ = {};
    is_error_ = false;
    const Errc fault =
        each_root_field(record, [this](const char* key, od::value& value) { return read_root(key, value); });
    if (fault != kFine) return fault;
    if (event_.data() != nullptr) return event(on_post);
    if (is_error_) return RecordKind::notice;
    return hand_over(on_post, PostOp::create);
  }

 private:
  Errc read_root(const char* key, od::value& value) {
    if (is_key(key, "event")) return take_text(value, event_);
    if (is_key(key, "error")) is_error_ = true;
    if (!is_key(key, "payload")) return read_status(key, value);
    if (*value.raw_json_token().data() != '{') return take_id(value, payload_);
    return each_field(value, [this](const char* inner, od::value& field) { return read_status(inner, field); });
  }

  Errc read_status(const char* key, od::value& value) {
    auto& s = status_;
    if (is_key(key, "id")) return take_id(value, s.id);
    if (is_key(key, "uri")) return take_text(value, s.uri);
    if (is_key(key, "url")) return take_text(value, s.url);
    if (is_key(key, "created_at")) return take_time(value, s.created_at);
    if (is_key(key, "edited_at")) return take_time(value, s.edited_at);
    if (is_key(key, "content")) return take_text(value, s.content);
    if (is_key(key, "spoiler_text")) return take_text(value, s.warning);
    if (is_key(key, "language")) return take_text(value, s.language);
    if (is_key(key, "in_reply_to_id")) return take_id(value, s.reply_to);
    if (is_key(key, "account")) return read_account(value);
    if (is_key(key, "reblog")) return read_original(value);
    if (is_key(key, "quote")) return each_field(value, [this](const char*, od::value&) { return mark_quote(); });
    return kFine;
  }

  Errc mark_quote() {
    status_.marks.quote = true;
    return kFine;
  }

  Errc read_account(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "acct")) return take_text(field, status_.acct);
      if (is_key(key, "url")) return take_text(field, status_.account_url);
      if (is_key(key, "created_at")) return take_time(field, status_.account_since);
      return is_key(key, "bot") ? take_flag(field, status_.marks.bot) : kFine;
    });
  }

  Errc read_original(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      status_.marks.repost = true;
      if (is_key(key, "content")) return take_text(field, status_.original_content);
      return is_key(key, "spoiler_text") ? take_text(field, status_.original_warning) : kFine;
    });
  }

  Result<RecordKind> event(const PostHandler& on_post) {
    if (event_ == "delete") return take_back(on_post);
    const bool edit = event_ == "status.update";
    if (event_ != "update" && !edit) return RecordKind::notice;
    if (payload_.data() != nullptr) {
      const Errc fault =
          embedded_.each_field(payload_, [this](const char* key, od::value& value) { return read_status(key, value); });
      if (fault != kFine) return fault;
    }
    return hand_over(on_post, edit ? PostOp::update : PostOp::create);
  }

  Result<RecordKind> take_back(const PostHandler& on_post) {
    const auto id = payload_.empty() ? status_.id : payload_;
    if (id.empty() && status_.uri.empty()) return Errc::no_id;
    Post post = fresh();
    post.op = PostOp::remove;
    post.key = status_.uri.empty() ? id : status_.uri;
    on_post(post);
    return RecordKind::remove;
  }

  Result<RecordKind> hand_over(const PostHandler& on_post, PostOp op) {
    const auto& s = status_;
    if (s.content.data() == nullptr && !s.marks.repost) return Errc::no_text;
    if (s.uri.empty() && s.id.empty()) return Errc::no_id;
    if (!s.created_at) return Errc::no_time;
    Post post = fresh();
    post.op = op;
    post.marks = s.marks;
    post.marks.reply = !s.reply_to.empty();
    const auto marks = s.marks.repost ? write_text(s.original_warning, s.original_content, text_)
                                      : write_text(s.warning, s.content, text_);
    post.marks.link = marks.link;
    post.key = s.uri.empty() ? s.id : s.uri;
    post.author = s.account_url.empty() ? s.acct : s.account_url;
    post.author_name = s.acct;
    post.text = text_;
    post.language = s.language;
    post.link = s.url;
    post.reply_to = s.reply_to;
    post.time = op == PostOp::update && s.edited_at ? *s.edited_at : *s.created_at;
    post.created_at = s.created_at;
    post.author_since = s.account_since;
    on_post(post);
    if (op == PostOp::update) return RecordKind::update;
    return s.marks.repost ? RecordKind::repost : RecordKind::post;
  }

  Status status_;
  std::string_view event_;
  std::string_view payload_;
  bool is_error_ = false;
  EmbeddedJson embedded_;
  std::string text_;
};

struct Activity {
  std::string_view type;
  std::string_view actor;
  std::string_view object;  ///< when it is a bare address
  std::string_view object_type;
  std::string_view object_id;
  std::string_view content;
  std::string_view summary;
  std::string_view language;
  std::string_view reply_to;
  std::string_view url;
  std::string_view attributed_to;
  std::optional<EventTime> published;         ///< of the activity
  std::optional<EventTime> object_published;  ///< of what it is about
};

class OutboxDecoder final : public JsonDecoder {
 public:
  explicit OutboxDecoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::mastodon, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    activity_ = {};
    const Errc fault =
        each_root_field(record, [this](const char* key, od::value& value) { return read_field(key, value); });
    if (fault != kFine) return fault;
    const auto& type = activity_.type;
    if (type == "Create") return hand_over(on_post, PostOp::create);
    if (type == "Update") return hand_over(on_post, PostOp::update);
    if (type == "Announce") return RecordKind::repost;
    if (type == "Delete") return take_back(on_post);
    return type.empty() ? Result<RecordKind>(Errc::unknown_record) : RecordKind::unrelated;
  }

 private:
  Errc read_field(const char* key, od::value& value) {
    auto& a = activity_;
    if (is_key(key, "type")) return take_text(value, a.type);
    if (is_key(key, "actor")) return take_text(value, a.actor);
    if (is_key(key, "published")) return take_time(value, a.published);
    if (!is_key(key, "object")) return kFine;
    if (*value.raw_json_token().data() == '"') return take_text(value, a.object);
    return each_field(value, [this](const char* inner, od::value& field) { return read_object(inner, field); });
  }

  Errc read_object(const char* key, od::value& value) {
    auto& a = activity_;
    if (is_key(key, "id")) return take_text(value, a.object_id);
    if (is_key(key, "type")) return take_text(value, a.object_type);
    if (is_key(key, "content")) return take_text(value, a.content);
    if (is_key(key, "summary")) return take_text(value, a.summary);
    if (is_key(key, "inReplyTo")) return take_text(value, a.reply_to);
    if (is_key(key, "url")) return take_text(value, a.url);
    if (is_key(key, "attributedTo")) return take_text(value, a.attributed_to);
    if (is_key(key, "published")) return take_time(value, a.object_published);
    if (is_key(key, "contentMap")) return read_content_map(value);
    return kFine;
  }

  /// Its first key names the language.
  Errc read_content_map(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (!activity_.language.empty()) return kFine;
      activity_.language = key_text(key);
      return take_text(field, activity_.content);
    });
  }

  Result<RecordKind> hand_over(const PostHandler& on_post, PostOp op) {
    const auto& a = activity_;
    if (a.object_type != "Note" && a.object_type != "Question" && a.object_type != "Article") {
      return RecordKind::unrelated;
    }
    if (a.content.data() == nullptr) return Errc::no_text;
    if (a.object_id.empty()) return Errc::no_id;
    const auto time = op == PostOp::create && a.object_published ? a.object_published : a.published;
    if (!time) return Errc::no_time;
    Post post = fresh();
    post.op = op;
    post.key = a.object_id;
    post.author = a.actor.empty() ? a.attributed_to : a.actor;
    post.marks.link = write_text(a.summary, a.content, text_).link;
    post.marks.reply = !a.reply_to.empty();
    post.text = text_;
    post.language = a.language;
    post.link = a.url;
    post.reply_to = a.reply_to;
    post.time = *time;
    post.created_at = a.object_published;
    on_post(post);
    return op == PostOp::update ? RecordKind::update : RecordKind::post;
  }

  Result<RecordKind> take_back(const PostHandler& on_post) {
    const auto& a = activity_;
    Post post = fresh();
    post.op = PostOp::remove;
    post.key = a.object_id.empty() ? a.object : a.object_id;
    post.author = a.actor;
    if (post.key.empty()) return Errc::no_id;
    post.time = a.published.value_or(EventTime{});
    on_post(post);
    return RecordKind::remove;
  }

  Activity activity_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Decoder> make_status_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<StatusDecoder>(std::move(layout));
}

std::unique_ptr<Decoder> make_outbox_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<OutboxDecoder>(std::move(layout));
}

}  // namespace outcry::ingest::mastodon
