#include "outputs/store/database.h"

#include <filesystem>

namespace outcry::outputs::store {
namespace {

constexpr int kBusyMilliseconds = 5'000;

/// A file name as SQLite's URI syntax wants it; absolute, so that no name has a meaning of its own (":memory:").
std::string uri(const std::string& path, Database::Mode mode) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::error_code ignored;
  std::string out = "file://";
  for (const char c : std::filesystem::absolute(path, ignored).string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%' || byte < 0x20) {
      out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    } else {
      out += c;
    }
  }
  return mode == Database::Mode::immutable ? out + "?immutable=1" : out;
}

int flags(Database::Mode mode) {
  int access = SQLITE_OPEN_READONLY;
  if (mode == Database::Mode::create) access = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (mode == Database::Mode::tidy) access = SQLITE_OPEN_READWRITE;
  return access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

}  // namespace

Errc reason_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:  // a table that is not there, in a file that passed for ours
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
      return Errc::corrupt;
    case SQLITE_FORMAT:
      return Errc::newer_version;
    default:
      return Errc::io;
  }
}

void Statement::bind(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(handle_.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_blob(int index, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  sqlite3_bind_blob64(handle_.get(), index, data, bytes.size(), SQLITE_STATIC);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return reason_of(code);
}

Result<void> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped) return stepped.error();
  return {};
}

std::string_view Statement::text(int column) const {
  // As a blob: what was stored comes back byte by byte, whatever its type is said to be.
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Result<Database> Database::open(const std::string& path, Mode mode) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(uri(path, mode).c_str(), &handle, flags(mode), nullptr);
  Database database(handle);
  if (code != SQLITE_OK) return reason_of(code);
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  // A damaged file must not be able to lead SQLite astray through its schema.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (mode == Mode::tidy) {
    if (auto set = database.execute("PRAGMA query_only = ON"); !set) return set.error();
  }
  return database;
}

Result<void> Database::execute(const char* sql) const {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return reason_of(code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return reason_of(code);
  return Statement(statement);
}

Result<std::int64_t> Database::integer(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

}  // namespace outcry::outputs::store
