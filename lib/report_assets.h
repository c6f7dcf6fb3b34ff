/* report: the style and the script of the page. Part of the module. */
#ifndef ZG_REPORT_ASSETS_H
#define ZG_REPORT_ASSETS_H

extern const char zg_report_style[];
extern const char zg_report_script[];

#endif
