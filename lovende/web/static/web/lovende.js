"use strict";
// The design system's own behaviour: menus, tabs, counters.
if (window.DKFDS) window.DKFDS.init();
