#include "ingest/record/decoder.h"

namespace outcry::ingest {

std::string_view name(RecordKind kind) {
  switch (kind) {
    case RecordKind::post:
      return "post";
    case RecordKind::repost:
      return "repost";
    case RecordKind::update:
      return "update";
    case RecordKind::remove:
      return "remove";
    case RecordKind::remove_author:
      return "remove_author";
    case RecordKind::limit:
      return "limit";
    case RecordKind::withheld:
      return "withheld";
    case RecordKind::notice:
      return "notice";
    case RecordKind::unrelated:
      return "unrelated";
    case RecordKind::blank:
      return "blank";
  }
  return "unrelated";
}

void ReadStats::add(const ReadStats& other) {
  for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i] += other.kinds[i];
  for (std::size_t i = 0; i < errors.size(); ++i) errors[i] += other.errors[i];
  records += other.records;
  bytes += other.bytes;
}

}  // namespace outcry::ingest
