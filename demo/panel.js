/* The safegrade panel, drawn from one decision, and the view in which the policy is edited. */
(function () {
  'use strict';

  const demo = window.safegradeDemo;
  const words = demo.words, t = words.t, make = words.make;

  /* ---- names ---- */

  function find(list, name) { return list.find(function (item) { return item.name === name; }); }

  /* A level, option or partner under the name the policy shows people. */
  function shown(item, name) { return item ? item.text : { en: words.first(words.spaced(name)), cy: null }; }
  function levelText(schema, scale, level) {
    const found = find(schema.scales, scale);
    return shown(found && find(found.levels, level), level);
  }
  function scaleText(name) { return { en: words.first(words.spaced(name)), cy: null }; }
  /* Inside a sentence. */
  function partnerText(schema, name) {
    const partner = find(schema.partners, name);
    return partner ? partner.text : { en: words.spaced(name), cy: null };
  }
  function ruleText(schema, name) { return shown(sentenceOf(find(schema.rules, name)), name); }
  function sentenceOf(rule) { return rule && { text: rule.sentence }; }
  demo.levelText = levelText;
  demo.scaleText = scaleText;

  /* A sentence of the page with parts of the policy in it, each marked with its own language. */
  function sentence(key, parts) {
    const pieces = (words.lang === 'cy' ? words.welsh : words.english)[key].split(/\{(\w+)\}/);
    return pieces.map(function (piece, i) {
      if (i % 2 === 0) return piece;
      const part = parts[piece];
      return part && part.en !== undefined ? small(part) : part;
    });
  }
  /* Small letters inside a sentence; a text with a comma of its own stands in quotation marks. */
  function small(text) {
    const said = words.said(text), inside = words.inside(said.text);
    const marked = inside.includes(',') ? '“' + inside + '”' : inside;
    return said.lang === words.lang ? marked : make('span', { lang: said.lang }, marked);
  }
  function time(stamp) { return make('time', { datetime: stamp }, words.moment(stamp)); }

  function section(key, children, extra) {
    const id = 'panel-' + key;
    return make('section', { class: 'part ' + key, 'aria-labelledby': id },
      make('h3', { id: id, tabindex: '-1' }, t(extra || key)), children);
  }

  /* ---- grades ---- */

  function tone(levels, name) {
    const at = levels.findIndex(function (level) { return level.name === name; });
    return 'tone-' + Math.floor(4 * Math.max(at, 0) / Math.max(levels.length - 1, 1));
  }

  function drawGrade(view, scale) {
    const schema = view.schema, outcome = view.decision.outcomes[scale.name];
    const text = function (level) { return levelText(schema, scale.name, level); };
    const ranks = scale.levels.map(function (level) { return level.name; });
    const low = ranks.indexOf(outcome.lowest), high = ranks.indexOf(outcome.highest);
    const range = outcome.lowest === outcome.highest ? t('only')
      : sentence(outcome.exact ? 'may_be' : 'may_be_within', { low: text(outcome.lowest), high: text(outcome.highest) });
    const ladder = make('ol', { class: 'ladder', 'aria-hidden': 'true' }, scale.levels.map(function (level, rank) {
      const state = level.name === outcome.act ? 'now' : rank >= low && rank <= high ? 'possible' : 'out';
      return make('li', { class: state, title: t('key_' + state) }, words.node(level.text));
    }));
    return make('div', { class: 'grade ' + tone(scale.levels, outcome.act) },
      make('h3', { class: 'level' }, words.node(scaleText(scale.name), 'span', { class: 'scale' }), make('span', { class: 'unseen' }, ': '),
        words.node(text(outcome.act), 'strong')),
      ladder,
      make('p', { class: 'range' }, make('span', {}, sentence('act_now', { level: text(outcome.act) })), ' ', make('span', {}, range)),
      outcome.reasons.length ? null : make('p', { class: 'hint' }, t('floor')));
  }

  /* ---- duties ---- */

  function dutyName(schema, duty) {
    const name = words.node(partnerText(schema, duty.to));
    return duty.kind === 'do' ? [name] : [t(duty.kind), ' ', name];
  }

  function dutyState(duty) {
    if (duty.due) return duty.overdue ? 'late' : 'timed';
    return duty.from ? 'once' : 'free';
  }
  const urgency = { late: 0, once: 1, timed: 2, free: 3 };

  function dutyTime(duty, now) {
    const state = dutyState(duty);
    if (state === 'once') return make('p', { class: 'due' }, make('strong', {}, t('at_once')));
    const left = words.minutesBetween(now, duty.due);
    const how = duty.overdue ? (left < 0 ? t('overdue_by', { span: words.span(-left) }) : t('overdue'))
      : left === 0 ? t('due_now') : t('in', { span: words.span(left) });
    return make('p', { class: 'due' }, sentence('due', { when: time(duty.due) }), ' ',
      make('strong', { class: 'tag' + (duty.overdue ? ' late' : '') }, how));
  }

  function channel(way) {
    const address = way.address.trim();
    let href = null;
    if (way.by === 'phone') href = 'tel:' + address.replace(/[^+0-9]/g, '');
    else if (way.by === 'email') href = 'mailto:' + address;
    else if (/^https?:\/\//i.test(address)) href = address;
    const label = way.by === 'web' ? address.replace(/^https?:\/\/(www\.)?/i, '') : address;
    return make('span', { class: 'channel' }, t(way.by) + ' ',
      href ? make('a', { href: href, rel: way.by === 'web' ? 'noopener noreferrer' : null }, label) : label);
  }

  function drawContacts(schema, contacts, partnerName) {
    const partner = find(schema.partners, partnerName);
    const by = partner && partner.by && find(schema.facts, partner.by);
    return make('ul', { class: 'contacts' }, contacts.map(function (contact) {
      const when = contact.when && words.node(shown(by && find(by.options, contact.when), contact.when));
      return make('li', {}, when ? [make('span', { class: 'where' }, when), ': '] : null,
        contact.channels.map(function (way, i) { return [i ? ', ' : '', channel(way)]; }).flat());
    }));
  }

  /* "Alert children's social care", or for something to do the words of the policy. */
  function dutyHead(schema, duty) {
    if (duty.kind === 'do' && duty.text.en) return words.node(duty.text);
    return duty.kind === 'do' ? [t('do'), ': '].concat(dutyName(schema, duty)) : dutyName(schema, duty);
  }

  /* What an escalation adds may count from the moment of the escalation, so then only the length is said. */
  function dutyLimit(schema, duty) {
    const span = words.length(duty.within);
    const late = duty.rules.some(function (name) { const rule = find(schema.rules, name); return rule && rule.kind === 'escalate'; });
    return late || !duty.from ? sentence('within_only', { span: span }) : sentence('within', { span: span, from: words.english_node(words.spaced(duty.from)) });
  }

  function drawDuty(view, duty) {
    const schema = view.schema, timed = dutyState(duty) !== 'free';
    const own = duty.kind !== 'do' && duty.text.en && duty.text.en !== words.spaced(duty.to);
    const routed = duty.kind === 'alert' || duty.kind === 'refer' || duty.contacts.length;
    return make('li', { class: dutyState(duty) },
      make('h4', {}, dutyHead(schema, duty)),
      own ? words.node(duty.text, 'p') : null,
      timed ? dutyTime(duty, view.decision.now) : null,
      timed && duty.within ? make('p', { class: 'hint' }, dutyLimit(schema, duty)) : null,
      duty.contacts.length ? drawContacts(schema, duty.contacts, duty.to) : routed ? make('p', { class: 'hint' }, t('no_contact')) : null,
      duty.certain ? null : make('p', { class: 'hint' }, t('uncertain')));
  }

  function drawDuties(view) {
    const decision = view.decision;
    if (!decision.duties.length) return section('duties', make('p', {}, t('no_duties')));
    const sorted = decision.duties.slice().sort(function (a, b) {
      return urgency[dutyState(a)] - urgency[dutyState(b)] || String(a.due).localeCompare(String(b.due));
    });
    const draw = function (duty) { return drawDuty(view, duty); };
    const timed = sorted.filter(function (duty) { return dutyState(duty) !== 'free'; });
    const free = sorted.filter(function (duty) { return dutyState(duty) === 'free'; });
    return section('duties', [
      timed.length ? make('ul', { class: 'list' }, timed.map(draw)) : null,
      free.length ? [make('h4', { class: 'group' }, t('no_deadline')), make('ul', { class: 'list brief' }, free.map(draw))] : null
    ].flat());
  }

  /* ---- reasons ---- */

  /* `indicators.older_partner` as the words of the option, `in_care` as "in care". */
  function factName(schema, name) {
    const parts = name.split('.'), fact = find(schema.facts, parts[0]);
    const option = fact && find(fact.options, parts[1]);
    return option ? words.node(option.text) : words.english_node(words.spaced(name));
  }

  function factValue(schema, item) {
    const fact = find(schema.facts, item.fact);
    const option = fact && find(fact.options, item.value);
    if (option) return words.node(option.text);
    if (/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(item.value)) return words.moment(item.value);
    return item.value === 'yes' || item.value === 'no' ? words.inside(t(item.value)) : words.english_node(words.spaced(item.value));
  }

  /* A few facts are enough to read at once; a long row opens on request. */
  function drawFacts(schema, reason, scale) {
    if (!reason.facts.length) return null;
    const draw = function (items) {
      return items.map(function (item, i) { return [i ? '; ' : '', factName(schema, item.fact), ': ', make('b', {}, factValue(schema, item))]; }).flat();
    };
    const few = reason.facts.length > 8 ? 5 : 8, rest = reason.facts.slice(few);
    return make('div', { class: 'hint' }, make('p', {}, t('facts') + ': ', draw(reason.facts.slice(0, few))),
      rest.length ? make('details', { 'data-key': 'facts ' + scale + reason.rule }, make('summary', {}, t('more', { n: rest.length })), make('p', {}, draw(rest))) : null);
  }

  function drawReason(view, scale, reason) {
    const schema = view.schema, rule = find(schema.rules, reason.rule);
    const demands = sentence('demands', { level: levelText(schema, scale, reason.demands) });
    const show = make('button', { type: 'button', class: 'link small', 'data-key': 'show ' + scale + reason.rule, onclick: function () { view.actions.showRule(reason.rule); } }, t('show_rule'));
    return make('li', { class: reason.decides ? 'decides' : null },
      words.node(reason.sentence, 'p', { class: 'because' }),
      make('p', { class: 'tags' },
        make('span', { class: 'tag' + (reason.decides ? ' strong' : '') }, demands, reason.decides ? ', ' + t('decides') : ''),
        reason.certain ? null : make('span', { class: 'tag open' }, t('uncertain'))),
      drawFacts(schema, reason, scale),
      reason.assumed.length ? make('p', { class: 'hint' }, t('assumed') + ': ', reason.assumed.map(function (name, i) {
        return [i ? ', ' : '', make('button', { type: 'button', class: 'link', 'data-key': 'assumed ' + scale + reason.rule + name, onclick: function () { view.actions.focusFact(name); } }, factName(schema, name))];
      }).flat()) : null,
      reason.because.map(function (source) { return drawSource(source); }),
      rule && rule.condition ? make('details', { 'data-key': 'rule ' + scale + reason.rule },
        make('summary', {}, t('written')), make('code', { lang: 'en' }, rule.condition), show) : make('p', { class: 'screen' }, show));
  }

  /* What a policy says beside a source may be a summary, so it gets no quotation marks. */
  function drawSource(source) {
    const title = words.node(source.title, 'cite');
    const link = source.link && /^https?:\/\//i.test(source.link);
    return make('p', { class: 'source' }, t('source') + ': ',
      link ? make('a', { href: source.link, rel: 'noopener noreferrer' }, title) : title,
      source.quote ? [': ', make('span', { lang: words.lang === 'en' ? null : 'en' }, source.quote)] : null);
  }

  function drawReasons(view) {
    const parts = view.schema.scales.map(function (scale) {
      const reasons = view.decision.outcomes[scale.name].reasons;
      if (!reasons.length) return null;
      const first = reasons.filter(function (r) { return r.decides; });
      const other = reasons.filter(function (r) { return !r.decides; });
      const draw = function (reason) { return drawReason(view, scale.name, reason); };
      return [
        make('h4', { class: 'group' }, sentence('scale_is', { scale: words.node(scaleText(scale.name)), level: levelText(view.schema, scale.name, view.decision.outcomes[scale.name].act) })),
        make('ul', { class: 'list' }, first.map(draw)),
        other.length ? make('details', { 'data-key': 'also ' + scale.name }, make('summary', {}, t('also', { n: other.length })), make('ul', { class: 'list' }, other.map(draw))) : null
      ];
    });
    return parts.some(Boolean) ? section('reasons', parts.filter(Boolean).flat()) : null;
  }

  /* ---- questions, changes, scores ---- */

  function drawQuestions(view) {
    const questions = view.decision.questions;
    if (!questions.length) return section('questions', make('p', {}, t('no_questions')));
    const draw = function (question) {
      return make('li', {}, make('button', { type: 'button', class: 'ask', 'data-key': 'ask ' + question.fact, onclick: function () { view.actions.focusFact(question.fact); } },
        words.node(question.ask), ' ', make('span', { class: 'tag' }, t('state_' + question.state))));
    };
    const rest = questions.slice(6);
    return section('questions', [
      make('ol', { class: 'asks' }, questions.slice(0, 6).map(draw)),
      rest.length ? make('details', { 'data-key': 'asks' }, make('summary', {}, t('more', { n: rest.length })), make('ol', { class: 'asks', start: '7' }, rest.map(draw))) : null
    ]);
  }

  function ruleNames(schema, names) {
    return make('span', {}, names.map(function (name, i) { return [i ? '; ' : '', words.node(ruleText(schema, name))]; }).flat());
  }

  function drawChanges(view) {
    const changes = view.decision.changes, schema = view.schema;
    const until = view.decision.changes_until && make('p', { class: 'hint' }, sentence('changes_until', { when: time(view.decision.changes_until) }));
    if (!changes.length) return section('changes', [make('p', {}, t('no_changes')), until]);
    return section('changes', [make('ol', { class: 'list' }, changes.map(function (change) {
      const scales = Object.keys(change.outcomes);
      const grades = scales.map(function (scale) {
        const goes = change.outcomes[scale];
        return make('p', { class: 'because' }, sentence('goes', { scale: words.node(scaleText(scale)), from: levelText(schema, scale, goes.from), to: levelText(schema, scale, goes.to) }));
      });
      return make('li', { class: scales.length ? 'decides' : null },
        make('h4', {}, time(change.at), ' ', make('span', { class: 'tag' }, t('in', { span: words.span(words.minutesBetween(view.decision.now, change.at)) }))),
        grades,
        change.duties.map(function (duty) {
          return make('p', {}, sentence('adds', { duty: make('span', {}, dutyName(schema, duty), duty.due ? [' ', sentence('by', { when: time(duty.due) })].flat() : null) }));
        }),
        change.begins.length ? make('p', { class: 'hint' }, sentence('begins', { rules: ruleNames(schema, change.begins) })) : null,
        change.ceases.length ? make('p', { class: 'hint' }, sentence('ceases', { rules: ruleNames(schema, change.ceases) })) : null,
        make('p', { class: 'screen' }, make('button', { type: 'button', class: 'link', 'data-key': 'go ' + change.at, onclick: function () { view.actions.goTo(change.at); } }, t('go_to'), make('span', { class: 'unseen' }, ': ' + words.moment(change.at)))));
    })), until]);
  }

  function pointsText(score, points) {
    const band = points.band && find(score.bands, points.band);
    const count = words.several('point', 'points', points.points);
    return points.band ? make('span', {}, words.node(shown(band, points.band)), ' (' + count + ')') : count;
  }

  function drawScores(view) {
    const scores = view.schema.scores.filter(function (score) { return view.decision.scores[score.name]; });
    if (!scores.length) return null;
    return section('scores', make('ul', { class: 'list' }, scores.map(function (score) {
      const outcome = view.decision.scores[score.name];
      const settled = outcome.lowest.points === outcome.highest.points;
      return make('li', {}, words.node(score.text, 'h4'),
        make('p', { class: 'because' }, pointsText(score, outcome.act)),
        settled ? null : make('p', { class: 'hint' }, sentence(outcome.exact ? 'score_range' : 'score_within', { low: pointsText(score, outcome.lowest), high: pointsText(score, outcome.highest) })));
    })));
  }

  function drawFaults(view) {
    if (!view.decision.faults.length) return null;
    return section('faults', [
      make('ul', { class: 'list' }, view.decision.faults.map(function (fault) {
        const known = find(view.schema.facts, fault.fact);
        const act = known ? function () { view.actions.focusFact(fault.fact); } : function () { view.actions.remove(fault.fact); };
        const label = known ? words.node(known.ask) : [t('remove'), make('span', { class: 'unseen' }, ': ' + fault.fact)];
        return make('li', {}, words.told(words.full(fault.message), 'p', { class: 'because' }),
          fault.help ? words.told(words.full(fault.help), 'p', { class: 'hint' }) : null,
          fault.fact ? make('p', { class: 'screen' }, make('button', { type: 'button', class: 'link', 'data-key': 'fault ' + fault.fact, onclick: act }, label)) : null);
      })),
      make('p', { class: 'hint' }, t('faults_note'))
    ]);
  }

  function drawHelplines(view) {
    const lines = view.schema.partners.filter(function (partner) { return partner.kind === 'contact'; });
    if (!lines.length) return null;
    return section('helplines', make('ul', { class: 'list lines' }, lines.map(function (line) {
      return make('li', {}, words.node(line.text, 'h4'), drawContacts(view.schema, line.routes, line.name));
    })));
  }

  function drawAbout(view) {
    const policy = view.decision.policy;
    return section('about', [
      make('p', { class: 'because' }, words.node(policy.title)),
      make('p', { class: 'hint' }, make('code', {}, policy.name), ', ' + t('version', { n: policy.version }) + ', ' + t('in_force', { date: words.dayText(policy.in_force_from) })),
      make('p', { class: 'hint' }, t('decided', { now: words.moment(view.decision.now) + ' ' + words.zone(view.decision.now) }) + '. ' + t('engine', { version: view.version }) + '.')
    ]);
  }

  /* ---- the whole panel ---- */

  /* Draws anew, keeping what is open and where the keyboard stands. */
  function redraw(body, nodes) {
    const focused = body.contains(document.activeElement) ? document.activeElement : null;
    const key = focused && (focused.dataset.key || (focused.tagName === 'SUMMARY' && focused.parentNode.dataset.key));
    const home = focused && focused.closest('section') && focused.closest('section').getAttribute('aria-labelledby');
    const open = Array.from(body.querySelectorAll('details[open]'), function (node) { return node.dataset.key; });
    body.replaceChildren.apply(body, nodes.filter(Boolean));
    body.querySelectorAll('details').forEach(function (node) { node.open = open.includes(node.dataset.key); });
    if (!focused) return;
    const again = key && Array.from(body.querySelectorAll('[data-key]')).find(function (node) { return node.dataset.key === key; });
    const target = again ? (again.tagName === 'DETAILS' ? again.firstChild : again) : home && document.getElementById(home);
    (target || document.getElementById('panel')).focus({ preventScroll: true });
  }

  demo.panel = {
    draw: function (view) {
      const body = document.getElementById('panel-body');
      const notice = make('p', { class: 'illustrative' }, make('strong', {}, t('illustrative')));
      if (!view.decision) {
        redraw(body, [notice, make('p', { class: 'empty' }, t(view.loading ? 'loading' : 'no_policy'))]);
        return;
      }
      redraw(body, [
        notice,
        view.stale ? make('p', { class: 'stale' }, make('strong', {}, t('stale'))) : null,
        make('div', { class: 'grades' }, view.schema.scales.map(function (scale) { return drawGrade(view, scale); })),
        drawFaults(view), drawDuties(view), drawReasons(view), drawQuestions(view), drawChanges(view), drawScores(view), drawHelplines(view), drawAbout(view)
      ]);
    },

    /* The bar at the foot of a narrow window. */
    summary: function (view) {
      const bar = document.getElementById('summary');
      bar.replaceChildren();
      bar.hidden = !view.decision;
      if (!view.decision) return;
      view.schema.scales.forEach(function (scale) {
        const act = view.decision.outcomes[scale.name].act;
        bar.append(make('span', { class: 'chip ' + tone(scale.levels, act) }, words.node(scaleText(scale.name)), ': ', words.node(levelText(view.schema, scale.name, act), 'strong')), ' ');
      });
      bar.append(make('span', { class: 'why' }, t('summary')));
    }
  };

  /* ---- the policy view ---- */

  function count(list, severity) { return list.filter(function (d) { return d.severity === severity; }).length; }
  function counted(diagnostics) {
    if (!diagnostics.length) return t('clean');
    const errors = count(diagnostics, 'error'), warnings = count(diagnostics, 'warning');
    return t('counted', { errors: words.several('error_1', 'errors', errors), warnings: words.several('warning_1', 'warnings', warnings) });
  }

  function placeButton(place, select) {
    return make('button', { type: 'button', class: 'link place', onclick: function () { select(place.start, place.end); } },
      t('place', { line: place.line + 1, column: place.column + 1 }));
  }

  demo.policyView = {
    gutter: function (text, diagnostics) {
      const marks = new Map();
      diagnostics.forEach(function (d) {
        if (d.severity === 'error' || !marks.has(d.primary.line)) marks.set(d.primary.line, d.severity);
      });
      const lines = text.split('\n').length, gutter = document.getElementById('gutter');
      const nodes = [];
      let run = '';
      for (let i = 0; i < lines; i++) {
        if (marks.has(i)) {
          nodes.push(run, make('span', { class: marks.get(i) }, (marks.get(i) === 'error' ? '✕ ' : '! ') + (i + 1)), '\n');
          run = '';
        } else run += (i + 1) + '\n';
      }
      gutter.replaceChildren.apply(gutter, nodes.concat(run));
    },

    /* view: {text, diagnostics, results, ready, stale, select, mend} */
    draw: function (view) {
      demo.policyView.gutter(view.text, view.diagnostics);
      document.getElementById('source-state').textContent = counted(view.diagnostics);
      const errors = count(view.diagnostics, 'error'), warnings = count(view.diagnostics, 'warning');
      const failed = view.results.filter(function (r) { return !r.passed; });
      const marks = [];
      if (errors) marks.push(words.several('error_1', 'errors', errors));
      else if (warnings) marks.push(words.several('warning_1', 'warnings', warnings));
      if (failed.length) marks.push(t('examples_some', { n: failed.length, all: view.results.length }).replace(/\.$/, ''));
      document.getElementById('policy-mark').textContent = marks.length ? ' (' + marks.join(', ') + ')' : '';

      const list = document.getElementById('diagnostics');
      list.hidden = !view.diagnostics.length;
      const first = function (d) { return d.severity === 'error' ? 0 : 1; };
      const sorted = view.diagnostics.slice().sort(function (a, b) { return first(a) - first(b) || a.primary.start - b.primary.start; });
      list.replaceChildren.apply(list, sorted.map(function (d) {
        return make('li', { class: d.severity },
          make('p', { class: 'because' }, make('strong', { class: 'tag ' + (d.severity === 'error' ? 'late' : 'open') }, t(d.severity)), ' ',
            make('code', {}, d.code), ' ', placeButton(d.primary, view.select)),
          words.told(words.full(d.message), 'p'),
          d.primary.message && d.primary.message !== d.message ? words.told(words.full(d.primary.message), 'p', { class: 'hint' }) : null,
          d.secondary.map(function (label) {
            return make('p', { class: 'hint' }, placeButton(label, view.select), ' ', words.told(label.message, 'span'));
          }),
          d.help ? make('p', { class: 'hint' }, sentence('help', { text: words.told(d.help, 'span') })) : null,
          d.edit ? make('p', {}, make('button', { type: 'button', onclick: function () { view.mend(d.edit); } }, t('mend')), ' ', make('code', {}, d.edit.text.trim())) : null);
      }));

      const results = document.getElementById('examples');
      document.getElementById('examples-state').textContent = (!view.ready ? '' : !view.results.length ? t('examples_none')
        : failed.length ? t('examples_some', { n: failed.length, all: view.results.length }) : t('examples_all', { n: view.results.length })) +
        (view.stale ? ' ' + t('examples_stale') : '');
      const order = failed.concat(view.results.filter(function (r) { return r.passed; }));
      results.replaceChildren.apply(results, order.map(function (r) {
        return make('li', { class: r.passed ? 'pass' : 'fail' },
          make('p', {}, make('strong', { class: 'tag' + (r.passed ? '' : ' late') }, t(r.passed ? 'passed' : 'failed_example')), ' ',
            words.node({ en: words.first(r.text.en), cy: r.text.cy && words.first(r.text.cy) }), ' ', placeButton(r.place, view.select)),
          r.failures.length ? make('ul', {}, r.failures.map(function (f) { return words.told(f, 'li'); })) : null);
      }));
    }
  };
}());
