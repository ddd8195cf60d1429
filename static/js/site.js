/* The scripts of every page, in order; core/static_bundle.py joins them to js/bundle.js. Each is an enhancement: without it the
   page works by links and forms. None imports or exports; words come from the page (data-said-…), never from here. */
import "./type-size.js";
import "./fold-on-phone.js";
import "./site-menu.js";
import "./send-on-change.js";
import "./error-summary.js";
import "./copy-text.js";
import "./share-panel.js";
import "./bulk-bar.js";
import "./busy-button.js";
import "./suggest.js";
import "./search-clicks.js";
