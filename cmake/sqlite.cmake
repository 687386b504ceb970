# SQLite's amalgamation, from the pinned npm package in deps/ (decision 0002). Options after upstream's own advice.
set(SQLITE_DIR ${CMAKE_SOURCE_DIR}/deps/node_modules/better-sqlite3/deps/sqlite3)
if(NOT EXISTS ${SQLITE_DIR}/sqlite3.c)
  message(FATAL_ERROR "SQLite's source is missing: run `npm ci --prefix deps --ignore-scripts` (./run and ./check do)")
endif()
add_library(qyzmet_sqlite STATIC ${SQLITE_DIR}/sqlite3.c)
target_include_directories(qyzmet_sqlite SYSTEM PUBLIC ${SQLITE_DIR})
target_compile_definitions(qyzmet_sqlite PRIVATE
  SQLITE_DQS=0 SQLITE_THREADSAFE=2 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_DEFAULT_WAL_SYNCHRONOUS=2
  SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_MAX_EXPR_DEPTH=100 SQLITE_OMIT_DEPRECATED
  SQLITE_OMIT_SHARED_CACHE SQLITE_USE_ALLOCA SQLITE_OMIT_LOAD_EXTENSION SQLITE_STRICT_SUBTYPE=1
  HAVE_FDATASYNC HAVE_USLEEP HAVE_PREAD=1 HAVE_PWRITE=1)
# Optimised and without sanitizers: somebody else's code, tested by its makers, otherwise the slowest part of ./check.
target_compile_options(qyzmet_sqlite PRIVATE -w -O2 -g0 -fno-sanitize=all)
target_link_libraries(qyzmet_sqlite PRIVATE ${CMAKE_DL_LIBS} Threads::Threads m)
