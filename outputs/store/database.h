// SQLite behind two value types: a connection and a prepared statement. Errors are values, nothing throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::outputs::store {

/// What a SQLite result code means to us: Errc::corrupt for a damaged or foreign file, Errc::newer_version
/// for a file format of a later SQLite, Errc::io for everything that the system refused.
Errc reason_of(int sqlite_code);

/// A prepared statement. Values are bound from 1; text is not copied, so it must live until `run` or the
/// last `step`. Legal order: (bind* (run | step* reset))*
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  void bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }
  void bind(int index, double value) { sqlite3_bind_double(handle_.get(), index, value); }
  void bind(int index, std::string_view text);
  void bind_blob(int index, std::string_view bytes);

  /// To the next row; false after the last.
  Result<bool> step();
  /// Executes a statement without rows and makes it ready for the next values.
  Result<void> run();
  void reset() { sqlite3_reset(handle_.get()); }

  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  /// Valid until the next step or reset.
  std::string_view text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// A connection. Used by one thread at a time.
class Database {
 public:
  /// `tidy`: reads only, but takes away the journal that it made itself when it is closed, where that is allowed.
  enum class Mode : std::uint8_t { create, read_only, tidy, immutable };

  /// Errors: Errc::io when the file cannot be opened or created.
  static Result<Database> open(const std::string& path, Mode mode);

  /// Several statements without rows and values.
  Result<void> execute(const char* sql) const;
  Result<Statement> prepare(std::string_view sql) const;
  /// The first column of the first row; 0 when there is no row.
  Result<std::int64_t> integer(std::string_view sql) const;
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace outcry::outputs::store
