# SQLite's amalgamation, from the pinned npm package in deps/ (decision 0002). Options after upstream's own advice.
set(SQLITE_DIR ${CMAKE_SOURCE_DIR}/deps/node_modules/better-sqlite3/deps/sqlite3)
set(SQLITE_SOURCE ${SQLITE_DIR}/sqlite3.c)
if(NOT EXISTS ${SQLITE_SOURCE})
  message(FATAL_ERROR "SQLite's source is missing: run `npm ci --prefix deps --ignore-scripts` (./run and ./check do)")
endif()
# Optimised and without sanitizers: somebody else's code, tested by its makers, otherwise the slowest part of ./check.
# So it is the same for every build of this folder, and the first one compiles it for all.
set(SQLITE_FOLDER ${CMAKE_SOURCE_DIR}/build/sqlite)
set(SQLITE_OBJECT ${SQLITE_FOLDER}/sqlite3.o)
add_custom_command(OUTPUT ${SQLITE_OBJECT}
  COMMAND mkdir -p ${SQLITE_FOLDER}
  COMMAND rm -f ${SQLITE_OBJECT}.new
  COMMAND test ${SQLITE_OBJECT} -nt ${SQLITE_SOURCE} -a ${SQLITE_OBJECT} -nt ${CMAKE_CURRENT_LIST_FILE} ||
    ${CMAKE_C_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER} -w -O2 -pthread
      -DSQLITE_DQS=0 -DSQLITE_THREADSAFE=2 -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2
      -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_MAX_EXPR_DEPTH=100 -DSQLITE_OMIT_DEPRECATED
      -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_USE_ALLOCA -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_STRICT_SUBTYPE=1
      -DHAVE_FDATASYNC -DHAVE_USLEEP -DHAVE_PREAD=1 -DHAVE_PWRITE=1
      -c ${SQLITE_SOURCE} -o ${SQLITE_OBJECT}.new
  COMMAND test ! -e ${SQLITE_OBJECT}.new || mv ${SQLITE_OBJECT}.new ${SQLITE_OBJECT}
  DEPENDS ${SQLITE_SOURCE} ${CMAKE_CURRENT_LIST_FILE}
  COMMENT "Compiling SQLite")
add_library(qyzmet_sqlite STATIC ${SQLITE_OBJECT})
set_target_properties(qyzmet_sqlite PROPERTIES LINKER_LANGUAGE C)
target_include_directories(qyzmet_sqlite SYSTEM PUBLIC ${SQLITE_DIR})
target_link_libraries(qyzmet_sqlite PRIVATE ${CMAKE_DL_LIBS} Threads::Threads m)
