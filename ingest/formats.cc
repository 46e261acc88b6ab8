#include "ingest/formats.h"

#include <algorithm>

#include "ingest/bluesky/decode.h"
#include "ingest/generic/decode.h"
#include "ingest/mastodon/decode.h"
#include "ingest/nostr/decode.h"
#include "ingest/record/csv.h"
#include "ingest/reddit/decode.h"
#include "ingest/x/decode.h"

namespace outcry::ingest {
namespace {

struct Format {
  FormatInfo info;
  std::unique_ptr<Decoder> (*make)(std::shared_ptr<const Layout>);
};

const std::vector<Format>& table() {
  static const std::vector<Format> kTable{
      {{"jetstream", "Bluesky Jetstream messages of both dialects, one a line"}, bluesky::make_jetstream_decoder},
      {{"bluesky-dump", "Bluesky posts as flat objects: text, created_at, author, uri"}, bluesky::make_dump_decoder},
      {{"x-v1", "X (Twitter) v1.1 stream objects, one a line, and tweets.js of an account export"}, x::make_v1_decoder},
      {{"x-v2", "X (Twitter) API v2 pages or single posts, one a line"}, x::make_v2_decoder},
      {{"mastodon", "Mastodon statuses or streaming events, one a line or in an array"}, mastodon::make_status_decoder},
      {{"mastodon-outbox", "outbox.json of a Mastodon account export, or its activities"},
       mastodon::make_outbox_decoder},
      {{"reddit", "Reddit submissions and comments, one a line, and listings"}, reddit::make_decoder},
      {{"nostr", "Nostr events, bare or as a relay sends them, one a line"}, nostr::make_decoder},
      {{"ndjson", "any JSON objects, one a line or in an array; keys by their usual names or by --map"},
       generic::make_ndjson_decoder},
      {{"csv", "any table of texts with a header row; columns by their usual names or by --map"},
       generic::make_csv_decoder},
  };
  return kTable;
}

bool is_line_break(char c) { return c == '\n' || c == '\r'; }
bool is_blank_byte(char c) { return static_cast<unsigned char>(c) <= ' '; }

template <class Predicate>
std::string_view without(std::string_view record, Predicate drop) {
  while (!record.empty() && drop(record.back())) record.remove_suffix(1);
  while (!record.empty() && drop(record.front())) record.remove_prefix(1);
  return record;
}

/// A JSON record without the blanks around it; a row without its line break only: a tab at its end is an empty cell.
std::string_view trimmed(std::string_view record, bool is_row) {
  record = is_row ? without(record, is_line_break) : without(record, is_blank_byte);
  if (record.starts_with("\xEF\xBB\xBF")) record.remove_prefix(3);
  return record;
}

bool is_blank(std::string_view record) { return std::ranges::all_of(record, is_blank_byte); }

/// Length of the record at the beginning of `rest` with its line break.
std::size_t record_length(std::string_view rest, const Layout& layout, bool is_row) {
  if (is_row) {
    const auto row = row_end(rest, layout.separator);
    if (row.state != RowEnd::State::partial) return row.end;
    if (!row.in_quotes) return rest.size();
  }
  const auto line_break = rest.find('\n');
  return line_break == std::string_view::npos ? rest.size() : line_break + 1;
}

/// The account of one block while its records are decoded.
class Account {
 public:
  Account(const Block& block, ReadStats& stats, std::vector<Problem>& problems)
      : block_(block), stats_(stats), problems_(problems), before_(problems.size()) {}

  void count(const Result<RecordKind>& outcome, std::uint64_t handed_over, std::size_t offset) {
    if (!outcome) {
      const auto reason = static_cast<Errc>(outcome.error().value());
      ++stats_.errors[static_cast<std::size_t>(reason)];
      note(reason, offset);
    } else if (handed_over == 0) {
      ++stats_.kinds[static_cast<std::size_t>(*outcome)];
    }
    ++stats_.records;
    ++record_;
  }

 private:
  void note(Errc reason, std::size_t offset) {
    if (problems_.size() - before_ >= kMaxProblemsPerBlock) return;
    problems_.push_back(
        {reason, *block_.file, *block_.member, block_.begin.record + record_ + 1, block_.begin.offset + offset, ""});
  }

  const Block& block_;
  ReadStats& stats_;
  std::vector<Problem>& problems_;
  std::size_t before_;
  std::uint64_t record_ = 0;
};

RecordKind kind_of(const Post& post) {
  switch (post.op) {
    case PostOp::update:
      return RecordKind::update;
    case PostOp::remove:
      return RecordKind::remove;
    case PostOp::remove_author:
      return RecordKind::remove_author;
    case PostOp::create:
      break;
  }
  return post.marks.repost ? RecordKind::repost : RecordKind::post;
}

}  // namespace

const std::vector<FormatInfo>& formats() {
  static const std::vector<FormatInfo> kInfos = [] {
    std::vector<FormatInfo> infos;
    for (const auto& format : table()) infos.push_back(format.info);
    return infos;
  }();
  return kInfos;
}

std::unique_ptr<Decoder> make_decoder(std::shared_ptr<const Layout> layout) {
  const auto found = std::ranges::find_if(table(), [&](const Format& f) { return f.info.name == layout->format; });
  return found == table().end() ? nullptr : found->make(std::move(layout));
}

void decode_block(const Block& block, Decoder& decoder, const PostHandler& on_post, ReadStats& stats,
                  std::vector<Problem>& problems) {
  Account account(block, stats, problems);
  std::uint64_t handed_over = 0;
  const PostHandler counted = [&](const Post& post) {
    ++handed_over;
    ++stats.kinds[static_cast<std::size_t>(kind_of(post))];
    on_post(post);
  };
  const std::string_view all(block.bytes.data(), block.size);
  const bool is_row = block.layout->format == "csv";
  for (std::size_t at = 0; at < all.size();) {
    const auto length = record_length(all.substr(at), *block.layout, is_row);
    const auto record = trimmed(all.substr(at, length), is_row);
    handed_over = 0;
    const auto outcome = is_blank(record) ? Result<RecordKind>(RecordKind::blank) : decoder.decode(record, counted);
    account.count(outcome, handed_over, at);
    at += length;
  }
  stats.bytes += block.size;
}

}  // namespace outcry::ingest
