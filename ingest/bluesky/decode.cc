#include "ingest/bluesky/decode.h"

#include <optional>

#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::bluesky {
namespace {

constexpr std::string_view kPosts = "app.bsky.feed.post";
constexpr std::string_view kReposts = "app.bsky.feed.repost";

/// The parts of "at://did/collection/rkey".
struct AtUri {
  std::string_view authority;
  std::string_view key;
};

AtUri parts_of(std::string_view uri) {
  if (!uri.starts_with("at://")) return {};
  uri.remove_prefix(5);
  const auto slash = uri.find('/');
  const auto last = uri.rfind('/');
  if (slash == std::string_view::npos || last == slash) return {};
  return {uri.substr(0, slash), uri.substr(last + 1)};
}

/// What is known of one message when all its fields have been seen, in whatever order they came.
struct Message {
  std::string_view did;
  std::string_view rkey;
  std::string_view operation;
  std::string_view collection;
  std::string_view type;  ///< `kind` of v1, `$type` of v2
  std::string_view status;
  std::optional<EventTime> time;
  std::optional<EventTime> created_at;
  std::string_view text;
  std::string_view language;
  std::string_view parent;
  PostMarks marks;
  bool has_commit = false;
  bool has_account = false;
  bool inactive = false;
};

class JetstreamDecoder final : public JsonDecoder {
 public:
  explicit JetstreamDecoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::bluesky, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    message_ = {};
    const Errc fault =
        each_root_field(record, [this](const char* key, od::value& value) { return read_field(key, value); });
    if (fault != kFine) return fault;
    if (message_.has_commit) return commit(on_post);
    if (message_.has_account) return account(on_post);
    return notice();
  }

 private:
  /// Fields of a v1 message and of a v2 payload: their names do not collide.
  Errc read_field(const char* key, od::value& value) {
    auto& m = message_;
    switch (*key) {
      case 'd':
        return is_key(key, "did") ? take_text(value, m.did) : kFine;
      case 't':
        if (is_key(key, "time_us")) return take_server_time(value);
        return is_key(key, "time") ? take_time(value, m.time) : kFine;
      case 'k':
        return is_key(key, "kind") ? take_text(value, m.type) : kFine;
      case 'a':
        return is_key(key, "account") ? read_account(value) : kFine;
      case 'p':
        return is_key(key, "payload") ? read_payload(value) : kFine;
      case '$':
        return is_key(key, "$type") ? take_text(value, m.type) : kFine;
      case 'c':
        if (is_key(key, "commit")) return read_commit(value);
        break;
      default:
        break;
    }
    return read_commit_field(key, value);
  }

  Errc read_commit_field(const char* key, od::value& value) {
    if (is_key(key, "operation")) return read_operation(value);
    if (is_key(key, "collection")) return take_text(value, message_.collection);
    if (is_key(key, "rkey")) return take_text(value, message_.rkey);
    if (is_key(key, "record")) return read_record(value);
    return kFine;
  }

  Errc take_server_time(od::value& value) {
    std::int64_t micros = 0;
    if (value.get_int64().get(micros) == simdjson::SUCCESS) {
      if (!message_.time) message_.time = epoch_time(micros);
      return kFine;
    }
    return take_time(value, message_.time);
  }

  Errc read_payload(od::value& value) {
    message_.type = {};
    return each_field(value, [this](const char* key, od::value& field) {
      return is_key(key, "payload") ? kFine : read_field(key, field);
    });
  }

  Errc read_commit(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) { return read_commit_field(key, field); });
  }

  Errc read_operation(od::value& value) {
    message_.has_commit = true;
    return take_text(value, message_.operation);
  }

  Errc read_record(od::value& value) {
    const auto& collection = message_.collection;
    if (!collection.empty() && collection != kPosts) return kFine;
    return each_field(value, [this](const char* key, od::value& field) {
      auto& m = message_;
      if (*key == '$') return kFine;
      if (is_key(key, "createdAt")) return take_time(field, m.created_at);
      if (is_key(key, "langs")) return read_languages(field);
      if (is_key(key, "text")) return take_text(field, m.text);
      if (is_key(key, "reply")) return read_reply(field);
      if (is_key(key, "facets")) return read_facets(field);
      if (is_key(key, "embed")) return read_embed(field);
      return kFine;
    });
  }

  Errc read_languages(od::value& value) {
    return each_element(value, [this](od::value& element) { return take_text(element, message_.language); });
  }

  Errc read_reply(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      if (!is_key(key, "parent")) return kFine;
      message_.marks.reply = true;
      return each_field(field, [this](const char* inner, od::value& uri) {
        return is_key(inner, "uri") ? take_text(uri, message_.parent) : kFine;
      });
    });
  }

  Errc read_facets(od::value& value) {
    od::array facets;
    if (value.get_array().get(facets)) return kFine;
    std::string_view raw;
    if (const auto error = facets.raw_json().get(raw)) return reason(error);
    if (raw.find("facet#link\"") != std::string_view::npos) message_.marks.link = true;
    return kFine;
  }

  Errc read_embed(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) {
      return is_key(key, "media") ? read_media(field) : read_embed_type(key, field);
    });
  }

  Errc read_media(od::value& value) {
    return each_field(value, [this](const char* key, od::value& field) { return read_embed_type(key, field); });
  }

  Errc read_embed_type(const char* key, od::value& value) {
    if (!is_key(key, "$type")) return kFine;
    std::string_view type;
    const Errc fault = take_text(value, type);
    if (type.starts_with("app.bsky.embed.record")) message_.marks.quote = true;
    if (type.starts_with("app.bsky.embed.external")) message_.marks.link = true;
    return fault;
  }

  Errc read_account(od::value& value) {
    message_.has_account = true;
    return each_field(value, [this](const char* key, od::value& field) {
      if (is_key(key, "status")) return take_text(field, message_.status);
      if (!is_key(key, "active")) return kFine;
      bool active = true;
      const Errc fault = take_flag(field, active);
      message_.inactive = !active;
      return fault;
    });
  }

  Result<RecordKind> commit(const PostHandler& on_post) {
    const auto& m = message_;
    if (m.collection != kPosts) {
      return m.collection == kReposts && m.operation == "create" ? RecordKind::repost : RecordKind::unrelated;
    }
    if (m.did.empty() || m.rkey.empty()) return Errc::no_id;
    if (m.operation == "delete") return hand_over(on_post, PostOp::remove, RecordKind::remove);
    if (m.text.data() == nullptr) return Errc::no_text;
    if (m.operation == "create") return hand_over(on_post, PostOp::create, RecordKind::post);
    if (m.operation == "update") return hand_over(on_post, PostOp::update, RecordKind::update);
    return Errc::unknown_record;
  }

  Result<RecordKind> account(const PostHandler& on_post) {
    const auto& m = message_;
    if (!m.inactive || (m.status != "deleted" && m.status != "takendown")) return RecordKind::notice;
    if (m.did.empty()) return Errc::no_id;
    return hand_over(on_post, PostOp::remove_author, RecordKind::remove_author);
  }

  Result<RecordKind> notice() const {
    const auto& type = message_.type;
    const bool known = type == "identity" || type == "account" || type == "error" || type == "message" ||
                       type.starts_with("network.bsky.jetstream.subscribeEvents#");
    if (known) return RecordKind::notice;
    return Errc::unknown_record;
  }

  Result<RecordKind> hand_over(const PostHandler& on_post, PostOp op, RecordKind kind) {
    const auto& m = message_;
    if (!m.time) return Errc::no_time;
    Post post = fresh();
    post.op = op;
    post.marks = m.marks;
    post.authority = m.did;
    post.key = m.rkey;
    post.author = m.did;
    post.text = m.text;
    post.language = m.language;
    post.reply_to = parts_of(m.parent).key;
    post.time = *m.time;
    post.created_at = m.created_at;
    on_post(post);
    return kind;
  }

  Message message_;
};

class DumpDecoder final : public JsonDecoder {
 public:
  explicit DumpDecoder(std::shared_ptr<const Layout> layout) : JsonDecoder(Platform::bluesky, std::move(layout)) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    Post post = fresh();
    std::string_view uri;
    std::string_view reply_to;
    std::string_view text;
    std::optional<EventTime> time;
    const Errc fault = each_root_field(record, [&](const char* key, od::value& value) {
      if (is_key(key, "text")) return take_text(value, text);
      if (is_key(key, "created_at")) return take_time(value, time);
      if (is_key(key, "author")) return take_text(value, post.author);
      if (is_key(key, "uri")) return take_text(value, uri);
      if (is_key(key, "reply_to")) return take_text(value, reply_to);
      return kFine;
    });
    if (fault != kFine) return fault;
    if (text.data() == nullptr) return Errc::no_text;
    if (!time) return Errc::no_time;
    const auto [authority, key] = parts_of(uri);
    if (key.empty()) return Errc::no_id;
    post.authority = authority;
    post.key = key;
    if (post.author.empty()) post.author = authority;
    post.text = text;
    post.marks.reply = !reply_to.empty();
    post.marks.link = has_url(text);
    post.reply_to = parts_of(reply_to).key;
    post.time = *time;
    post.created_at = time;
    on_post(post);
    return RecordKind::post;
  }
};

}  // namespace

std::unique_ptr<Decoder> make_jetstream_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<JetstreamDecoder>(std::move(layout));
}

std::unique_ptr<Decoder> make_dump_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<DumpDecoder>(std::move(layout));
}

}  // namespace outcry::ingest::bluesky
