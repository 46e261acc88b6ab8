#include "ingest/reddit/decode.h"

#include <optional>
#include <string>

#include "ingest/record/html.h"
#include "ingest/record/json.h"
#include "ingest/record/page.h"
#include "ingest/record/times.h"

namespace outcry::ingest::reddit {
namespace {

constexpr std::string_view kSite = "https://www.reddit.com";

bool is_gone(std::string_view text) { return text == "[deleted]" || text == "[removed]"; }

struct Thing {
  std::string_view id;
  std::string_view name;
  std::string_view author;
  std::string_view title;
  std::string_view selftext;
  std::string_view body;
  std::string_view parent;
  std::string_view permalink;
  std::string_view crosspost;
  std::optional<EventTime> time;
  bool is_self = true;
};

class Decoder final : public JsonDecoder {
 public:
  explicit Decoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::reddit, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    on_post_ = &on_post;
    thing_ = {};
    page_ = {};
    is_listing_ = false;
    const Errc fault = each_root_field(record, [this](const char* key, od::value& value) {
      return is_key(key, "data") ? read_data(value) : read_field(key, value);
    });
    if (fault != kFine) return fault;
    return is_listing_ ? page_.whole() : hand_over();
  }

 private:
  /// `data` of a listing has `children`, that of one thing has its fields.
  Errc read_data(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (!is_key(key, "children")) return read_field(key, field);
      is_listing_ = true;
      return each_element(field, [this](od::value& child) { return read_child(child); });
    });
  }

  Errc read_child(od::value& value) {
    thing_ = {};
    const Errc fault = each_field(value, [this](const char* key, od::value& field) {
      if (!is_key(key, "data")) return kFine;
      return each_field(field, [this](const char* inner, od::value& part) { return read_field(inner, part); });
    });
    if (fault != kFine) return fault;
    page_.add(hand_over());
    return kFine;
  }

  Errc read_field(const char* key, od::value& value) {
    auto& t = thing_;
    if (is_key(key, "id")) return take_text(value, t.id);
    if (is_key(key, "name")) return take_text(value, t.name);
    if (is_key(key, "author")) return take_text(value, t.author);
    if (is_key(key, "title")) return take_text(value, t.title);
    if (is_key(key, "selftext")) return take_text(value, t.selftext);
    if (is_key(key, "body")) return take_text(value, t.body);
    if (is_key(key, "parent_id")) return take_text(value, t.parent);
    if (is_key(key, "permalink")) return take_text(value, t.permalink);
    if (is_key(key, "crosspost_parent")) return take_text(value, t.crosspost);
    if (is_key(key, "created_utc")) return take_time(value, t.time);
    if (is_key(key, "is_self")) return take_flag(value, t.is_self);
    return kFine;
  }

  Result<RecordKind> hand_over() {
    const auto& t = thing_;
    const bool comment = t.title.data() == nullptr;
    if (comment && t.body.data() == nullptr) return Errc::no_text;
    if (!t.time) return Errc::no_time;
    Post post = fresh();
    post.key = fullname(comment ? "t1_" : "t3_");
    if (post.key.empty()) return Errc::no_id;
    post.time = *t.time;
    post.created_at = t.time;
    if (!is_gone(t.author)) post.author = t.author;
    post.author_name = post.author;
    post.link = link();
    if (comment && is_gone(t.body)) return take_back(post);
    post.text = text(comment);
    post.marks.reply = comment;
    post.marks.quote = !t.crosspost.empty();
    post.marks.bot = t.author == "AutoModerator";
    post.marks.link = !t.is_self || has_url(post.text);
    post.reply_to = t.parent;
    (*on_post_)(post);
    return RecordKind::post;
  }

  Result<RecordKind> take_back(Post& post) {
    post.op = PostOp::remove;
    (*on_post_)(post);
    return RecordKind::remove;
  }

  std::string_view fullname(std::string_view prefix) {
    if (!thing_.name.empty() || thing_.id.empty()) return thing_.name;
    name_ = prefix;
    name_ += thing_.id;
    return name_;
  }

  std::string_view link() {
    if (!thing_.permalink.starts_with('/')) return thing_.permalink;
    link_ = kSite;
    link_ += thing_.permalink;
    return link_;
  }

  std::string_view text(bool comment) {
    text_.clear();
    append_unescaped(comment ? thing_.body : thing_.title, text_);
    if (comment || thing_.selftext.empty() || is_gone(thing_.selftext)) return text_;
    text_ += '\n';
    append_unescaped(thing_.selftext, text_);
    return text_;
  }

  const PostHandler* on_post_ = nullptr;
  Thing thing_;
  PageOutcome page_;
  bool is_listing_ = false;
  std::string name_;
  std::string link_;
  std::string text_;
};

}  // namespace

std::unique_ptr<ingest::Decoder> make_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<Decoder>(std::move(layout));
}

}  // namespace outcry::ingest::reddit
