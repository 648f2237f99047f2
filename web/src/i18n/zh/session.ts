/** Words of the login page. */
export const session = {
  title: '登录',
  slogan: '每一通外呼，都有据可查，分毫不差。',
  offers: '语音群呼 · 预测外呼 · 多级代理 · 预付计费',
  loginName: '账号',
  password: '密码',
  showPassword: '显示密码',
  hidePassword: '隐藏密码',
  submit: '登录',
  submitting: '正在登录',
  forgotten: '忘记密码？请联系上级代理或运营商重置。',
  otherLanguage: 'English',
  loginNameMissing: '请输入账号',
  passwordMissing: '请输入密码',
};
