// The tables of the store, their version, and the checks that tell a file of ours from anything else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/encode.h"
#include "outputs/store/database.h"

namespace outcry::outputs::store {

/// Grows with every change of the tables; `user_version` of the file.
inline constexpr int kStoreVersion = 5;

/// `blank`: no tables yet, since it is new or was left by a process killed before its first transaction.
enum class Content : std::uint8_t { blank, ours };

/// Errors: Errc::corrupt (another program's file), newer_version, io.
Result<Content> content(const Database& database);

/// Whether the header says that it is a store of ours.
bool is_marked(const Database& database);

/// Makes the tables that an older version of us lacks, in one transaction.
Result<void> upgrade(const Database& database);

/// Makes the tables and writes down the run, in one transaction.
Result<void> create(const Database& database, const RunInfo& run);

/// Writes down another run in place of the one that is there, in one transaction; for a store in which nothing is.
Result<void> replace_run(const Database& database, const RunInfo& run);

/// Looks for damage: a file that ends within a page; the structure of the whole when it is small (what is
/// read from a large one is checked when it is read). Errors: Errc::corrupt, io.
Result<void> verify(const Database& database, const std::string& path);

/// The run that the store was made by. Errors: Errc::corrupt.
Result<RunInfo> read_run(const Database& database);

/// A checksum over fields, kept beside what must not change unnoticed.
std::int64_t checksum(std::initializer_list<std::string_view> fields);

}  // namespace outcry::outputs::store
