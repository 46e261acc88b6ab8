#include "ingest/generic/draft.h"

#include "ingest/record/json.h"
#include "ingest/record/times.h"

namespace outcry::ingest::generic {

bool Draft::wants(Fields::Match match) const {
  const auto i = static_cast<std::size_t>(match.field);
  return values_[i].data() == nullptr || match.rank < ranks_[i];
}

void Draft::set(Fields::Match match, std::string_view value) {
  if (value.data() == nullptr || !wants(match)) return;
  const auto i = static_cast<std::size_t>(match.field);
  values_[i] = value;
  ranks_[i] = match.rank;
}

bool Draft::flag(Field field) const {
  const auto v = value(field);
  return v == "true" || v == "True" || v == "TRUE" || v == "1" || v == "yes";
}

Result<RecordKind> Draft::finish(Post post, const PostHandler& on_post) const {
  const bool deleted = flag(Field::deleted);
  if (!deleted && value(Field::text).data() == nullptr) return Errc::no_text;
  if (deleted && value(Field::id).empty()) return Errc::no_id;
  const auto time = value(Field::time);
  const bool has_time = time.data() != nullptr;
  if (has_time) post.created_at = read_time(time);
  if (has_time && !post.created_at) return Errc::no_time;
  post.time = post.created_at.value_or(EventTime{});
  post.op = deleted ? PostOp::remove : PostOp::create;
  post.key = value(Field::id);
  post.author = value(Field::author);
  post.author_name = value(Field::author_name).empty() ? post.author : value(Field::author_name);
  post.text = value(Field::text);
  post.language = value(Field::language);
  post.link = value(Field::link);
  post.reply_to = value(Field::reply_to);
  post.place_country = value(Field::country);
  post.place_name = value(Field::place);
  if (!value(Field::service).empty()) post.service = value(Field::service);
  post.marks.reply = !post.reply_to.empty();
  post.marks.repost = flag(Field::repost);
  post.marks.official = flag(Field::official);
  post.marks.link = has_url(post.text);
  on_post(post);
  if (deleted) return RecordKind::remove;
  return post.marks.repost ? RecordKind::repost : RecordKind::post;
}

}  // namespace outcry::ingest::generic
