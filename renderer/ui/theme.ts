import type { GlobalThemeOverrides } from 'naive-ui';

/** Reads a token of `styles/tokens.css` as it stands under the theme in use. */
export function readToken(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * The component library's theme made from the page's own tokens, which stay the one place where colours are
 * written. It calculates with colours, so it is given values and not `var()`.
 */
export function themeOverrides(token: (name: string) => string): GlobalThemeOverrides {
  const accent = token('--accent');
  const strong = token('--accent-strong');
  const onAccent = token('--on-accent');
  const bad = token('--bad');
  const raised = token('--raised');
  const hover = token('--hover');
  const ground = token('--ground');
  const panel = token('--panel');
  const line = token('--line');
  const lineStrong = token('--line-strong');
  const text = token('--text');
  const muted = token('--text-muted');
  const faint = token('--text-faint');
  return {
    common: {
      fontFamily: token('--font'),
      fontFamilyMono: token('--mono'),
      fontSize: '13px',
      fontSizeMini: '11px',
      fontSizeTiny: '11px',
      fontSizeSmall: '13px',
      fontSizeMedium: '13px',
      fontSizeLarge: '13px',
      fontSizeHuge: '16px',
      lineHeight: '1.54',
      heightTiny: '20px',
      heightSmall: '24px',
      heightMedium: '28px',
      heightLarge: '32px',
      borderRadius: token('--radius-1'),
      borderRadiusSmall: token('--radius-1'),
      fontWeightStrong: '600',
      primaryColor: accent,
      primaryColorHover: accent,
      primaryColorPressed: strong,
      primaryColorSuppl: strong,
      infoColor: accent,
      infoColorHover: accent,
      infoColorPressed: strong,
      infoColorSuppl: strong,
      successColor: token('--good'),
      successColorHover: token('--good'),
      successColorPressed: token('--good'),
      successColorSuppl: token('--good'),
      warningColor: token('--warn'),
      warningColorHover: token('--warn'),
      warningColorPressed: token('--warn'),
      warningColorSuppl: token('--warn'),
      errorColor: bad,
      errorColorHover: bad,
      errorColorPressed: bad,
      errorColorSuppl: bad,
      baseColor: onAccent,
      textColorBase: text,
      textColor1: text,
      textColor2: text,
      textColor3: muted,
      textColorDisabled: faint,
      placeholderColor: faint,
      placeholderColorDisabled: faint,
      iconColor: muted,
      iconColorHover: text,
      iconColorPressed: text,
      iconColorDisabled: faint,
      closeIconColor: muted,
      closeIconColorHover: text,
      closeIconColorPressed: text,
      clearColor: muted,
      clearColorHover: text,
      clearColorPressed: text,
      dividerColor: line,
      borderColor: lineStrong,
      bodyColor: ground,
      cardColor: panel,
      modalColor: panel,
      popoverColor: raised,
      tableColor: panel,
      tableColorHover: hover,
      tableHeaderColor: raised,
      hoverColor: hover,
      actionColor: raised,
      tagColor: raised,
      codeColor: raised,
      invertedColor: ground,
      inputColor: ground,
      inputColorDisabled: panel,
      railColor: lineStrong,
      progressRailColor: line,
      scrollbarColor: lineStrong,
      scrollbarColorHover: faint,
      scrollbarWidth: '6px',
      scrollbarHeight: '6px',
      boxShadow1: token('--shadow'),
      boxShadow2: token('--shadow'),
      boxShadow3: token('--shadow'),
    },
    Button: {
      fontWeight: '500',
      color: raised,
      colorHover: hover,
      colorFocus: raised,
      colorPressed: hover,
      colorDisabled: panel,
      textColorHover: text,
      textColorFocus: text,
      textColorPressed: text,
      borderHover: `1px solid ${faint}`,
      borderFocus: `1px solid ${lineStrong}`,
      borderPressed: `1px solid ${faint}`,
      textColorPrimary: onAccent,
      textColorHoverPrimary: onAccent,
      textColorFocusPrimary: onAccent,
      textColorPressedPrimary: onAccent,
      textColorDisabledPrimary: onAccent,
      colorPrimary: strong,
      colorHoverPrimary: token('--accent-hover'),
      colorFocusPrimary: strong,
      colorPressedPrimary: strong,
      colorDisabledPrimary: strong,
      borderPrimary: `1px solid ${strong}`,
      borderHoverPrimary: `1px solid ${strong}`,
      borderFocusPrimary: `1px solid ${strong}`,
      borderPressedPrimary: `1px solid ${strong}`,
      borderDisabledPrimary: `1px solid ${strong}`,
      paddingMedium: '0 12px',
      iconSizeMedium: '16px',
      iconMarginMedium: '6px',
      opacityDisabled: '0.45',
      rippleDuration: '0s',
    },
    Switch: {
      railColor: faint,
      railColorActive: strong,
      railHeightSmall: '16px',
      railWidthSmall: '30px',
      buttonHeightSmall: '12px',
      buttonWidthSmall: '12px',
    },
    Tooltip: { color: raised, textColor: text, padding: '6px 10px' },
    DataTable: { thFontWeight: '600', thPaddingSmall: '6px 8px', tdPaddingSmall: '4px 8px' },
    Slider: { fillColor: strong, fillColorHover: strong, handleSize: '14px' },
    // A ring as every other control has it.
    Input: { boxShadowFocus: `0 0 0 1px ${accent}`, boxShadowFocusError: `0 0 0 1px ${bad}` },
    InternalSelection: { boxShadowFocus: `0 0 0 1px ${accent}`, boxShadowActive: `0 0 0 1px ${accent}` },
  };
}
