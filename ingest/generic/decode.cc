#include "ingest/generic/decode.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ingest/generic/draft.h"
#include "ingest/generic/fields.h"
#include "ingest/record/csv.h"
#include "ingest/record/html.h"
#include "ingest/record/json.h"

namespace outcry::ingest::generic {
namespace {

constexpr int kMaxPath = 8;  // names in a mapped path

class NdjsonDecoder final : public JsonDecoder {
 public:
  explicit NdjsonDecoder(std::shared_ptr<const Layout> layout)
      : JsonDecoder(Platform::generic, std::move(layout)), fields_(this->layout().map) {}

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    draft_ = {};
    path_.clear();
    const Errc fault =
        each_root_field(record, [this](const char* key, od::value& value) { return read_field(key, value, 1); });
    if (fault != kFine) return fault;
    return draft_.finish(fresh(), on_post);
  }

 private:
  Errc read_field(const char* raw_key, od::value& value, int depth) {
    std::string_view name = key_text(raw_key);
    const auto length = path_.size();
    if (depth > 1) name = path_.append(name);
    Errc fault = kFine;
    if (const auto match = fields_.find(name); match && draft_.wants(*match)) {
      fault = read_value(*match, value);
    } else if (!match && depth < kMaxPath && fields_.leads_below(name)) {
      fault = read_below(name, value, depth);
    }
    path_.resize(length);
    return fault;
  }

  Errc read_value(Fields::Match match, od::value& value) {
    std::string_view text;
    const char first = *value.raw_json_token().data();
    if (first == 't' || first == 'f') {
      bool flag = false;
      const Errc fault = take_flag(value, flag);
      draft_.set(match, flag ? "true" : "false");
      return fault;
    }
    const Errc fault = match.field == Field::text ? take_text(value, text) : take_id(value, text);
    draft_.set(match, text);
    return fault;
  }

  Errc read_below(std::string_view name, od::value& value, int depth) {
    if (depth == 1) path_ = name;
    path_ += '.';
    return each_field(value,
                      [this, depth](const char* key, od::value& field) { return read_field(key, field, depth + 1); });
  }

  Fields fields_;
  Draft draft_;
  std::string path_;
};

class CsvDecoder final : public Decoder {
 public:
  explicit CsvDecoder(std::shared_ptr<const Layout> layout) : layout_(std::move(layout)) {
    const Fields fields(layout_->map);
    for (std::size_t i = 0; i < layout_->columns.size(); ++i) {
      if (const auto match = fields.find(layout_->columns[i])) columns_.push_back({i, *match});
    }
    of_tweets_ = std::ranges::any_of(layout_->columns,
                                     [](const auto& name) { return name == "tweet_id" || name == "polarity"; });
  }

  Result<RecordKind> decode(std::string_view record, const PostHandler& on_post) override {
    if (layout_->latin1) {
      converted_.clear();
      append_latin1(record, converted_);
      record = converted_;
    } else if (!simdjson::validate_utf8(record.data(), record.size())) {
      return Errc::invalid_utf8;
    }
    if (!row_.split(record, layout_->separator) || row_.size() != layout_->columns.size()) return Errc::bad_row;
    Draft draft;
    for (const auto& [index, match] : columns_) {
      if (draft.wants(match)) draft.set(match, cell(index, match));
    }
    Post post;
    post.service = layout_->about;
    return draft.finish(post, on_post);
  }

 private:
  struct Column {
    std::size_t index = 0;
    Fields::Match match;
  };

  std::string_view cell(std::size_t index, Fields::Match match) {
    const auto value = row_[index];
    if (match.field != Field::text || !of_tweets_ || value.find('&') == std::string_view::npos) return value;
    text_.clear();
    append_unescaped(value, text_);
    return text_;
  }

  std::shared_ptr<const Layout> layout_;
  std::vector<Column> columns_;
  bool of_tweets_ = false;
  CsvRow row_;
  std::string converted_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Decoder> make_ndjson_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<NdjsonDecoder>(std::move(layout));
}

std::unique_ptr<Decoder> make_csv_decoder(std::shared_ptr<const Layout> layout) {
  return std::make_unique<CsvDecoder>(std::move(layout));
}

}  // namespace outcry::ingest::generic
